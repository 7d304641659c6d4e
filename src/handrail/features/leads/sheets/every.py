"""Every kind of file."""

from handrail.features.leads.model import Format
from handrail.features.leads.sheets.base import Sheet
from handrail.features.leads.sheets.csv import Csv
from handrail.features.leads.sheets.json import Json
from handrail.features.leads.sheets.xlsx import Xlsx

SHEETS: dict[Format, type[Sheet]] = {"csv": Csv, "json": Json, "xlsx": Xlsx}

"""A spreadsheet, sent while it is written (ECMA-376 part 1, §18: SpreadsheetML).

The writers there are begin with what is known at the end, so that nothing could be sent before all
was found. Texts stand in their cells here, and no text is ever a formula.
"""

import re
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from handrail.core.errors import Invalid
from handrail.features.leads.model import Lead
from handrail.features.leads.sheets.base import Sheet
from handrail.features.transfer.formats.base import flat
from handrail.features.transfer.formats.excel import LONGEST_CELL, MOST_ROWS

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}/relationships">'
    '<sheets><sheet name="Leads" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/relationships/worksheet"'
    ' Target="worksheets/sheet1.xml"/></Relationships>',
}
BEGIN = (
    f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
END = "</sheetData></worksheet>"
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot say (§2.2)."""


class _Pipe:
    """What a zip file is written into, and read from as it grows; there is no going back in it."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, said: bytes) -> int:
        self.held += said
        return len(said)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        said, self.held = bytes(self.held), bytearray()
        return said


class Xlsx(Sheet):
    media_type = f"{KIND}.sheet"
    binary = True

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.pipe = _Pipe()
        pipe: Any = self.pipe
        self.zip = zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.rows = 0

    def begin(self) -> bytes:
        for name, text in PARTS.items():
            self.zip.writestr(name, HEAD + text)
        self.sheet = self.zip.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._say(BEGIN + self._row(self.columns()))
        return self.pipe.taken()

    def page(self, leads: Sequence[Lead]) -> bytes:
        self._say("".join([self._row(self.cells(lead)) for lead in leads]))
        return self.pipe.taken()

    def end(self) -> bytes:
        self._say(END)
        self.sheet.close()
        self.zip.close()
        return self.pipe.taken()

    def _say(self, text: str) -> None:
        self.sheet.write(text.encode())

    def _row(self, cells: Sequence[Any]) -> str:
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise Invalid(
                f"A spreadsheet holds at most {MOST_ROWS:,} rows.", hint="Use csv or json."
            )
        return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Any) -> str:
    said = flat(value)
    match said:
        case None | "":
            return "<c/>"
        case bool():
            return f'<c t="b"><v>{said:d}</v></c>'
        case int() | float():
            return f"<c><v>{said!r}</v></c>"
        case _:
            text = escape(UNWRITABLE.sub("", said[:LONGEST_CELL]))
            return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

"""A JSON list of leads, each as one gets it."""

from collections.abc import Sequence

from handrail.features.leads.model import Lead
from handrail.features.leads.sheets.base import Sheet


class Json(Sheet):
    media_type = "application/json"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.between = b""

    def begin(self) -> bytes:
        return b"["

    def page(self, leads: Sequence[Lead]) -> bytes:
        said = b",\n".join(lead.model_dump_json().encode() for lead in leads)
        said, self.between = self.between + said if said else b"", b",\n" if said else self.between
        return said

    def end(self) -> bytes:
        return b"]"

"""What every kind of file can do: take leads, page by page, and give bytes."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from handrail.features.leads.model import Lead

FIELDS = tuple(name for name in Lead.model_fields if name != "attributes")


class Sheet(ABC):
    """One file. `names` are those of the leads' own attributes, each a column where there are
    columns."""

    media_type: ClassVar[str]
    binary: ClassVar[bool] = False

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names

    def begin(self) -> bytes:
        return b""

    @abstractmethod
    def page(self, leads: Sequence[Lead]) -> bytes:
        """Some more leads."""

    def end(self) -> bytes:
        return b""

    def columns(self) -> list[str]:
        return [*FIELDS, *(f"attr:{name}" for name in self.names)]

    def cells(self, lead: Lead) -> list[Any]:
        own = {each.name: each.value for each in lead.attributes}
        return [*(getattr(lead, name) for name in FIELDS), *(own.get(name) for name in self.names)]

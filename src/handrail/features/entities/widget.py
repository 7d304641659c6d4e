"""The noun of widgets: a chart over one entity, as it is kept."""

from dataclasses import asdict, dataclass, field
from typing import Any

from handrail.core.clock import Instant

KEPT = ("id", "name", "created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Widget:
    """Filters are as callers said them."""

    id: str
    name: str
    created_at: Instant
    updated_at: Instant
    entityType: str
    displayType: str
    groupByType: str
    aggregationType: str
    groupByCustomColumnId: str | None = None
    entityFilters: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    dealFilters: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    reverseXAxis: bool = False
    reverseYAxis: bool = False
    barColors: list[str] = field(default_factory=lambda: ["primary1", "primary2"])

    def config(self) -> dict[str, Any]:
        """What is kept beside its name."""
        return {name: said for name, said in asdict(self).items() if name not in KEPT}

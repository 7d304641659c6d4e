"""What a widget may count, of what, grouped by what."""

from handrail.core.errors import Invalid, NotFound
from handrail.features.entities.widget import Widget

PALETTE = ("primary1", "primary2", "primary3")


def check(widget: Widget) -> None:
    """Raises Invalid for what does not go together; each message says what does."""
    entity, group, counted = widget.entityType, widget.groupByType, widget.aggregationType
    if group == "customColumn" and widget.groupByCustomColumnId is None:
        raise Invalid(
            "groupByType customColumn requires groupByCustomColumnId.",
            field="groupByCustomColumnId",
        )
    if group != "customColumn" and widget.groupByCustomColumnId is not None:
        raise Invalid(
            "groupByCustomColumnId goes with groupByType customColumn only.",
            field="groupByCustomColumnId",
        )
    if group not in (entity, "customColumn", "none"):
        fits = ["customColumn", "none"] if entity == "task" else [entity, "customColumn", "none"]
        raise Invalid(
            f"groupByType must be one of: {', '.join(fits)} for entityType {entity}.",
            field="groupByType",
        )
    if counted == "dealQuantity" and entity != "service":
        raise Invalid(
            "aggregationType dealQuantity is for entityType service only.",
            field="aggregationType",
        )
    if entity == "task" and counted != "count":
        raise Invalid("entityType task has aggregationType count only.", field="aggregationType")
    if group == entity and counted == "count":
        raise Invalid(
            f"Grouping {entity} by itself with count would be 1 for each. "
            "Use dealValue, or another groupByType.",
            field="aggregationType",
        )
    if entity == "deal" and widget.dealFilters:
        raise Invalid(
            "dealFilters are not allowed on entityType deal. Use entityFilters.",
            field="dealFilters",
        )


def missing(field: str = "id") -> NotFound:
    return NotFound("Widget ID not found or not accessible.", field=field)

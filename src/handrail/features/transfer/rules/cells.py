"""What a cell says, for an attribute: one value or several, not yet judged."""

from typing import Any

import orjson

from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute
from handrail.features.records.rules.values import holds_many
from handrail.features.transfer.formats.base import is_blank
from handrail.features.transfer.rules.survey import words

REFERRING = frozenset({"person", "relationship"})


def holds_several(attribute: Attribute) -> bool:
    if attribute.type == "relationship":
        return holds_many(attribute)
    return attribute.is_multi_select


def said(cell: Any, attribute: Attribute) -> Any:
    """A cell as the attribute's type takes it: a list where it holds several, None for nothing.

    Raises Invalid for what can be read in two ways, or in none.
    """
    kind = TYPE_BY_NAME[attribute.type]
    if is_blank(cell):
        return None
    if not holds_several(attribute):
        return _one(cell, attribute)
    if (listed := _listed(cell)) is not None:
        return [_one(each, attribute) for each in listed if not is_blank(each)]
    return kind.parse(words(cell), attribute)


def _one(cell: Any, attribute: Attribute) -> Any:
    """One value: what a file with types says as such, else by its text."""
    kind = TYPE_BY_NAME[attribute.type]
    if isinstance(cell, bool):
        return cell if attribute.type == "boolean" else words(cell)
    if isinstance(cell, int | float) and kind.numeric:
        return cell
    if isinstance(cell, dict | list) and attribute.type in {"json", "location"}:
        return cell
    text = words(cell)
    if attribute.type == "location" and text.startswith("{"):
        return _plain(text) or text
    return kind.parse_one(text, attribute)


def _plain(text: str) -> Any:
    """What a text says as JSON; None where it is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _listed(cell: Any) -> list[Any] | None:
    """The values of a cell that is a list, or a list as JSON, as exports write some."""
    if isinstance(cell, list):
        return cell
    if not isinstance(cell, str) or not cell.lstrip().startswith("["):
        return None
    listed = _plain(cell)
    return listed if isinstance(listed, list) else None


def names(cell: Any, attribute: Attribute, *, by_id: bool = True) -> list[str]:
    """What a cell calls members or records: the whole of it, then its parts.

    Where a file gives an id and a name, `by_id` takes the id, else the name.
    """
    said = ("id", "name") if by_id else ("name", "id")
    if is_blank(cell):
        return []
    listed = _listed(cell)
    if listed is None and not holds_several(attribute):
        return [_called(cell, said)]
    if listed is None:
        parts = TYPE_BY_NAME[attribute.type].pieces(_called(cell, said), attribute)
        return list(dict.fromkeys([_called(cell, said), *parts]))
    called = [_called(each, said) for each in listed if not is_blank(each)]
    return [";".join(called), *called]


def _called(cell: Any, said: tuple[str, str]) -> str:
    """A record's name or id, where a file gives both the one said first."""
    if isinstance(cell, dict):
        return str(cell.get(said[0]) or cell.get(said[1]) or "")
    return words(cell)

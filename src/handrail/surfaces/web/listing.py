"""What a table's address asks for, as arguments of search_records; and addresses for its links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.surfaces.web.fields import Field

PAGE = 50
NEWEST = "-updated_at"
LINKED = frozenset({"person", "relationship"})


@dataclass(frozen=True, slots=True)
class Asked:
    """`chosen` holds, by attribute slug, the one choice it is filtered by, or ""."""

    object: str
    query: str
    sort: str
    chosen: Mapping[str, str]
    cursor: str | None

    @property
    def sort_given(self) -> bool:
        return self.sort != NEWEST

    @property
    def narrowed(self) -> bool:
        return bool(self.query or any(self.chosen.values()))

    @property
    def cleared(self) -> str:
        return self.address(query="", **dict.fromkeys(self.chosen, ""))

    def arguments(self) -> dict[str, Any]:
        """Of search_records."""
        said: dict[str, Any] = {"object": self.object, "limit": PAGE, "sort": self.sort}
        if self.query:
            said["query"] = self.query
        if chosen := {slug: value for slug, value in self.chosen.items() if value}:
            said["filter"] = chosen
        if self.cursor:
            said["cursor"] = self.cursor
        return said

    def address(self, **changed: str) -> str:
        """The table with something changed, from its first page again unless a cursor is said."""
        said = {"q": self.query, "sort": self.sort if self.sort_given else "", **self.chosen}
        if "query" in changed:
            said["q"] = changed.pop("query")
        said |= changed
        if said["sort"] == NEWEST:
            said["sort"] = ""
        kept = urlencode({name: value for name, value in said.items() if value})
        return f"/o/{self.object}?{kept}" if kept else f"/o/{self.object}"

    def after(self, cursor: str | None, filled: str) -> str | None:
        """Where the next rows are, with the same columns."""
        return self.address(cursor=cursor, columns=filled) if cursor else None


def asked(object_slug: str, query: Mapping[str, str], chips: Sequence[Field]) -> Asked:
    return Asked(
        object=object_slug,
        query=query.get("q", "").strip(),
        sort=query.get("sort") or NEWEST,
        chosen={chip.slug: query.get(chip.slug, "") for chip in chips},
        cursor=query.get("cursor") or None,
    )


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where a click leads, and how the table is sorted by it now."""

    title: str
    href: str | None = None
    sorted: str | None = None
    number: bool = False
    about: str = ""


def heads(first: str, columns: Sequence[Field], said: Asked, *, named: bool) -> list[Head]:
    """`first` is what the name is called; nothing is sorted by one that who looks may not know."""
    made = [_head("name", first, said) if named else Head(first)]
    for column in columns:
        sortable = _sortable(column)
        head = Head(column.title, number=column.is_number)
        if sortable:
            head = _head(column.slug, column.title, said, down_first=column.is_number)
        made.append(replace(head, about=column.description))
    return [*made, _head("updated_at", "Updated", said, down_first=True)]


def _sortable(column: Field) -> bool:
    plain = not column.many and column.type not in LINKED
    return plain and TYPE_BY_NAME[column.type].sortable


def _head(slug: str, title: str, said: Asked, *, down_first: bool = False) -> Head:
    up, down = slug, f"-{slug}"
    now = {up: "ascending", down: "descending"}.get(said.sort)
    following = {"ascending": down, "descending": up}.get(now or "", down if down_first else up)
    return Head(
        title, said.address(sort=following), now, number=down_first and slug != "updated_at"
    )

"""Operations under headings, for the document's tags and the page's sections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from handrail.core.operation import AnyOperation

# Title, a line about it, and the operations under it, whether this door has them or not.
Group: TypeAlias = tuple[str, str, Iterable[AnyOperation]]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    summary: str
    operations: tuple[AnyOperation, ...]


def sections(offered: Sequence[AnyOperation], groups: Iterable[Group] | None) -> list[Section]:
    """Each offered operation once, under the first group that has it; without groups, by path."""
    left = {each.name: each for each in offered}
    found: list[Section] = []
    for title, summary, members in groups or _by_path(offered):
        taken = [left.pop(each.name, None) for each in members]
        found.append(Section(title, summary, tuple(each for each in taken if each is not None)))
    if left:
        found.append(Section("More", "", tuple(left.values())))
    return [each for each in found if each.operations]


def _by_path(offered: Iterable[AnyOperation]) -> list[Group]:
    members: dict[str, list[AnyOperation]] = {}
    for each in offered:
        members.setdefault(each.path.split("/")[1], []).append(each)
    return [(name.replace("_", " ").capitalize(), "", those) for name, those in members.items()]

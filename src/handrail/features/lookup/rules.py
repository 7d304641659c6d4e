"""Records as text, and what they are called by."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handrail.core.errors import Invalid
from handrail.core.ids import is_id
from handrail.features.notes.model import Note
from handrail.features.records.model import Record


def path(object_slug: str, record_id: str) -> str:
    """Where the web app shows a record."""
    return f"/o/{object_slug}/{record_id}"


def named(said: str) -> tuple[str | None, str]:
    """(object slug, record id) of `people/0199…`, of a URL that ends so, or of a bare id."""
    parts = said.strip().rstrip("/").split("/")
    if not is_id(parts[-1]):
        raise Invalid(
            f"{said[:80]!r} is no id.", field="id", hint="Take an id from what search answers."
        )
    return (parts[-2] if len(parts) > 1 else None), parts[-1]


def text_of(record: Record, notes: Sequence[Note], transcript: str | None) -> str:
    lines = [f"{_title(slug)}: {_said(value)}" for slug, value in record.open.items()
             if value not in (None, [])]  # fmt: skip
    if notes:
        lines += ["", "Notes"]
        lines += [f"{each.created_at[:10]} {each.author or ''}: {each.content}" for each in notes]
    if transcript:
        lines += ["", "Transcript", transcript]
    return "\n".join(lines)


def _title(slug: str) -> str:
    return slug.replace("_", " ").capitalize()


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        known: Mapping[str, Any] = value
        return str(known.get("name") or known.get("label") or dict(known))
    if isinstance(value, list):
        several: Iterable[Any] = value
        return ", ".join(_said(each) for each in several)
    return str(value)

"""A cursor: opaque text that holds a place in one order of one question, and nothing else."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

import orjson

from handrail.core.errors import Invalid
from handrail.core.ids import is_id


@dataclass(frozen=True, slots=True)
class Cursor:
    keys: list[Any]
    id: str
    total: int
    total_is_exact: bool


def question(*parts: Any) -> str:
    """What a cursor belongs to, in short."""
    said = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(said).hexdigest()[:16]


def encode(cursor: Cursor, asked: str) -> str:
    said = [asked, cursor.keys, cursor.id, cursor.total, cursor.total_is_exact]
    return base64.urlsafe_b64encode(orjson.dumps(said)).decode().rstrip("=")


def decode(text: str, asked: str, kinds: list[type]) -> Cursor:
    """The place; Invalid for text that is no cursor, or one of another question or sort."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        of, keys, last, total, exact = orjson.loads(base64.urlsafe_b64decode(padded))
        if of != asked:
            raise Invalid(
                "This cursor belongs to another question or sort.",
                field="cursor",
                hint="Repeat the first call without a cursor, or the same arguments with it.",
            )
        whole = len(keys) == len(kinds) and all(map(_fits, keys, kinds))
        if not (whole and isinstance(last, str) and is_id(last) and isinstance(total, int)):
            raise ValueError("not a cursor of ours")
    except (ValueError, TypeError, binascii.Error, UnicodeError) as error:
        raise Invalid(
            "This is no cursor.", field="cursor", hint="Send next_cursor of the page before."
        ) from error
    return Cursor(
        [_number(each, kind) for each, kind in zip(keys, kinds, strict=True)],
        last,
        total,
        bool(exact),
    )


def _fits(key: Any, kind: Any) -> bool:
    """Whether a key may be one of ours: whoever sends a cursor may have written it."""
    if isinstance(key, str):
        return kind is str and "\x00" not in key
    number = isinstance(key, (int, float)) and not isinstance(key, bool)
    return key is None or (number and kind is not str and abs(key) < 2**62)


def _number(key: Any, kind: Any) -> Any:
    """JSON may have written a float as a whole number."""
    return float(key) if key is not None and kind == (int | float) else key

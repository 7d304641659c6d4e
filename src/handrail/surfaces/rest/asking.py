"""An HTTP request as the arguments of an operation: path, query, body and two headers."""

import difflib
import re
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qsl

import orjson
from pydantic import ValidationError
from starlette.types import Receive, Scope

from handrail.core.errors import BadRequest, Invalid, UnsupportedType
from handrail.core.operation import AnyOperation
from handrail.core.validation import invalid
from handrail.surfaces.http import read_body
from handrail.surfaces.rest.fields import WITH_BODY, Field, Place, fields_of, path_names, read

MAX_QUERY = 1000
VISIBLE = re.compile(r"[!-~]{1,200}")
TAG = re.compile(r'(\*|(W/)?"?[1-9][0-9]{0,17}"?)')


class Asking:
    """How one operation is asked over HTTP.

    The path has the last word: a body may repeat what it says, and may not contradict it.
    `Idempotency-Key` and `If-Match` stand for the fields of the same meaning, where there are.
    """

    def __init__(self, operation: AnyOperation) -> None:
        self.operation = operation
        self.fields = {field.name: field for field in fields_of(operation)}
        self.takes_body = operation.method in WITH_BODY or operation.takes_body
        if strangers := set(path_names(operation.path)) - self.fields.keys():
            raise ValueError(f"{operation.name}: {min(strangers)} of its route is no field of it")

    async def said(
        self, scope: Scope, receive: Receive, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        """The arguments, of exactly the types that the OpenAPI document states.

        Raises BadRequest, UnsupportedType, TooLarge, Invalid, ClientDisconnect.
        """
        said = self._query(scope["query_string"])
        if self.takes_body:
            body = await _body(scope, receive, headers)
            said |= _object(body) if self.operation.body is None else {self.operation.body: body}
        else:
            _no_body(self.operation.method, headers)
        _add(said, self._headers(headers), "header")
        _add(said, self._path(scope["path_params"]), "path")
        _check(self.operation, said)
        return said

    def _query(self, raw: bytes) -> dict[str, Any]:
        texts: dict[str, list[str]] = {}
        for name, text in _pairs(raw):
            texts.setdefault(name, []).append(text)
        known = {f.name: f for f in self.fields.values() if f.place is Place.QUERY}
        for name in texts:
            if name not in known:
                raise self._unknown(name, known)
        return {name: read(known[name], said) for name, said in texts.items()}

    def _unknown(self, name: str, known: Mapping[str, Field]) -> Invalid:
        near = difflib.get_close_matches(name, known, 1)
        field = self.fields.get(name)
        if field is not None:
            hint = f"Send {name} in the {field.place.value}."
        elif near:
            hint = f"Did you mean {near[0]!r}?"
        else:
            hint = f"{self.operation.route} takes none." if not known else "Leave it out."
        return Invalid(
            f"Unknown query parameter {name[:80]!r}.",
            field=name[:200],
            allowed=list(known) or None,
            did_you_mean=near[0] if near else None,
            hint=hint,
        )

    def _path(self, texts: Mapping[str, str]) -> dict[str, Any]:
        return {name: read(self.fields[name], [text]) for name, text in texts.items()}

    def _headers(self, headers: Mapping[str, str]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        if "idempotency_key" in self.fields and "idempotency-key" in headers:
            said["idempotency_key"] = _key(headers["idempotency-key"])
        if "if_version" in self.fields and headers.get("if-match", "*") != "*":
            said["if_version"] = _version(headers["if-match"])
        return said


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    """A query's names and texts. RFC 3986 §2: percent-encoded UTF-8; a plus is a space."""
    try:
        return parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_QUERY,
        )
    except UnicodeDecodeError as error:
        raise BadRequest(
            "The query string is no percent-encoded UTF-8.",
            hint="Encode it as your HTTP library does by itself.",
        ) from error
    except ValueError as error:
        raise BadRequest(
            f"The query string has more than {MAX_QUERY} parameters.", hint="Ask for less at once."
        ) from error


async def _body(scope: Scope, receive: Receive, headers: Mapping[str, str]) -> Any:
    """The body, which is JSON; no body at all is an empty object."""
    content_type = headers.get("content-type", "")
    plain = await read_body(scope, receive)
    if not plain:
        return {}
    if not _is_json(content_type):
        raise UnsupportedType(
            f"The body is {content_type[:80]!r}; this API reads JSON."
            if content_type
            else "The body has no Content-Type.",
            field="Content-Type",
            allowed=["application/json"],
            hint="Send the header Content-Type: application/json.",
        )
    try:
        return orjson.loads(plain)
    except orjson.JSONDecodeError as error:
        raise BadRequest(
            f"The body is no JSON: {error.msg} at character {error.pos}.",
            hint="Send one JSON object in UTF-8.",
        ) from error


def _object(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise Invalid(
            f"The body must be a JSON object, not {_kind(said)}.",
            hint='Send an object, such as {"limit": 25}.',
        )
    return cast(dict[str, Any], said)


def _is_json(content_type: str) -> bool:
    """RFC 8259 §8.1: JSON is UTF-8; a charset that says so is tolerated."""
    kind, _, parameters = content_type.lower().partition(";")
    charset = parameters.partition("charset=")[2].strip(' "')
    return kind.strip() == "application/json" and charset in ("", "utf-8", "utf8")


def _kind(said: Any) -> str:
    if said is None:
        return "null"
    names = {list: "a list", str: "a text", bool: "a boolean", int: "a number", float: "a number"}
    return names[type(said)]


def _no_body(method: str, headers: Mapping[str, str]) -> None:
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        raise BadRequest(
            f"{method} takes no body here.", hint="Put what it says into the query string."
        )


def _key(text: str) -> str:
    if VISIBLE.fullmatch(text) is None:
        raise Invalid(
            f"Idempotency-Key must be 1 to 200 visible ASCII characters, not {text[:80]!r}.",
            field="Idempotency-Key",
            hint="Make one up for each call, such as a UUID.",
        )
    return text


def _version(text: str) -> int:
    """RFC 9110 §13.1.1. The tag of a record is its version, in quotes."""
    if TAG.fullmatch(text) is None:
        raise Invalid(
            f"If-Match must be a version, not {text[:80]!r}.",
            field="If-Match",
            hint='Send the ETag of the answer that you saw, such as If-Match: "7".',
        )
    return int(text.removeprefix("W/").strip('"'))


def _add(said: dict[str, Any], more: Mapping[str, Any], where: str) -> None:
    for name, value in more.items():
        if name in said and said[name] != value:
            raise Invalid(
                f"{name} is {str(value)[:80]!r} in the {where}, and another in the request itself.",
                field=name,
                hint=f"Say {name} once; the {where} is enough.",
            )
        said[name] = value


def _check(operation: AnyOperation, said: Mapping[str, Any]) -> None:
    """Types as documented: dispatch would take "25" for 25, for the sake of agents."""
    try:
        plain = orjson.dumps(said)
    except orjson.JSONEncodeError as error:
        raise Invalid("The body is nested too deeply.", hint="Send it flatter.") from error
    try:
        operation.params.model_validate_json(plain, strict=True)
    except ValidationError as error:
        if error.errors(include_url=False)[0]["type"] == "json_invalid":
            raise Invalid("The body is nested too deeply.", hint="Send it flatter.") from error
        raise invalid(operation.params, error) from error

"""The OpenAPI 3.1 document, read off the operations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from handrail.core.errors import ERRORS, HandrailError
from handrail.core.face import Posted
from handrail.core.operation import AnyOperation
from handrail.core.shapes import Streamed
from handrail.surfaces.rest.asking import TAG, VISIBLE
from handrail.surfaces.rest.fields import WITH_BODY, Field, Place, Schema, fields_of
from handrail.surfaces.rest.grouping import Section
from handrail.surfaces.rest.problems import WHEN, possible
from handrail.surfaces.rest.schemas import plain, reachable

HERE = "#/components/schemas/"
ABOUT = """\
Records, and everything else of a workspace, as JSON over HTTP. The same operations are MCP tools.

Send a key as `Authorization: Bearer …` or as `x-api-key: …`. Instants are ISO 8601 in UTC with
`Z`. Unknown fields and query parameters are refused. Every error has one shape: `code` is stable,
`message` and `hint` are for people and agents, `changed` is always false."""
SECURITY: Schema = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key, or an OAuth 2.1 access token. Scopes: `read:data` for every read, "
        "`write:data` for writes, `send:messages` for sending.",
    },
    "key": {
        "type": "apiKey",
        "in": "header",
        "name": "x-api-key",
        "description": "The same key, for clients that set no Authorization header.",
    },
}
IDEMPOTENCY_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same as `idempotency_key`; up to 200 visible ASCII characters.",
    "schema": {"type": "string", "pattern": f"^{VISIBLE.pattern}$"},
}
IF_MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "description": "The same as `if_version`: the ETag of the record as you saw it.",
    "schema": {"type": "string", "pattern": f"^{TAG.pattern}$"},
}
HEADERS = {"idempotency_key": IDEMPOTENCY_KEY, "if_version": IF_MATCH}
RESPONSE_HEADERS: Schema = {
    "X-Request-Id": {
        "description": "Finds the call in the server's log.",
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "The version of what is answered, for If-Match.",
        "schema": {"type": "string"},
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "WWW-Authenticate": {
        "description": "How to authenticate.",
        "schema": {"type": "string"},
    },
}
A_FILE: Schema = {"type": "string", "description": "A file, made while it is sent."}
GOOD = {200: "Done.", 201: "Created.", 202: "Accepted: it happens soon."}
TAKEN = "Taken, within 5 seconds. Any other answer is tried again."
STATUS_HEADERS = {401: ["WWW-Authenticate"], 429: ["Retry-After"]}


def document(
    sections: Sequence[Section],
    *,
    examples: Mapping[str, Mapping[str, Any]] | None = None,
    version: str,
    prefix: str = "/v1",
    title: str = "Handrail",
    about: str = ABOUT,
    texts: Mapping[int, str] | None = None,
    posted: Sequence[Posted] = (),
) -> Schema:
    """OpenAPI 3.1 of the operations. Shapes that several share stand once, in components.

    `texts` are the errors of a face, by status, where each is a bare JSON text; `posted` is what
    its webhooks post.
    """
    offered = [each for section in sections for each in section.operations]
    tag_of = {each.name: section.title for section in sections for each in section.operations}
    references, components = _components(offered, posted)
    webhooks = {each.event: {"post": _webhook(each, references)} for each in posted}
    paths: dict[str, Schema] = {}
    for each in offered:
        example = (examples or {}).get(each.name)
        said = _operation(each, references, components, example, texts)
        paths.setdefault(prefix + each.path, {})[each.method.lower()] = {
            "tags": [tag_of[each.name]],
            **said,
        }
    if texts is None:
        statuses = {each.status for operation in offered for each in possible(operation)}
        refusals = {_response_name(each): _refusal(each) for each in sorted(statuses)}
        own = {"Error": _error_schema()}
    else:
        refusals = {_response_name(each): _text(each, said) for each, said in texts.items()}
        own = {}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": about},
        "servers": [{"url": "/"}],
        "tags": [_tag(each) for each in sections],
        "paths": paths,
        **({"webhooks": webhooks} if webhooks else {}),
        "components": {
            "schemas": own | reachable([paths, webhooks], components, HERE),
            "responses": refusals,
            "headers": RESPONSE_HEADERS,
            "securitySchemes": SECURITY,
        },
    }


def _tag(section: Section) -> Schema:
    about = {"description": section.summary} if section.summary else {}
    return {"name": section.title, **about}


def _webhook(posted: Posted, references: Mapping[Any, Schema]) -> Schema:
    """What a receiver of the caller's is asked, and what it is to answer."""
    body = references[posted.body, "serialization"]
    return {
        "summary": posted.summary,
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "description": said, "schema": {"type": "string"}}
            for name, said in posted.headers.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"2XX": {"description": TAKEN}},
    }


def _components(
    offered: Iterable[AnyOperation], posted: Iterable[Posted]
) -> tuple[dict[Any, Schema], dict[str, Schema]]:
    """References to every params, result and body posted, and the schemas that they lead to."""
    shapes: dict[Any, None] = {}
    for each in offered:
        shapes[each.params, "validation"] = None
        shapes[result_of(each), "serialization"] = None
    shapes |= {(each.body, "serialization"): None for each in posted}
    references, whole = models_json_schema(list(shapes), ref_template=HERE + "{model}")
    schemas = {name: plain(schema) for name, schema in whole.get("$defs", {}).items()}
    return dict(references), schemas


def result_of(operation: AnyOperation) -> type:
    return operation.wire_result or operation.result


def _operation(
    operation: AnyOperation,
    references: Mapping[Any, Schema],
    components: Mapping[str, Schema],
    example: Mapping[str, Any] | None,
    texts: Mapping[int, str] | None,
) -> Schema:
    params = components[references[operation.params, "validation"]["$ref"].removeprefix(HERE)]
    fields = fields_of(operation, params | {"$defs": components})
    said: Schema = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": _description(operation),
        "security": [{scheme: [operation.scope.value]} for scheme in SECURITY],
    }
    if parameters := _parameters(fields, example or {}):
        said["parameters"] = parameters
    if operation.method in WITH_BODY or operation.takes_body:
        said["requestBody"] = _body(fields, example)
    answer = references[result_of(operation), "serialization"]
    said["responses"] = _responses(operation, answer, components, texts)
    return said


def _description(operation: AnyOperation) -> str:
    needs = f"Needs the scope `{operation.scope.value}`"
    needs += f" and the role {operation.role}." if operation.role else "."
    more = operation.description.partition("\n")[2].strip()
    return f"{more}\n\n{needs}" if more else needs


def _parameters(fields: Iterable[Field], example: Mapping[str, Any]) -> list[Schema]:
    said = [_parameter(each, example) for each in fields if each.place is not Place.BODY]
    return said + [HEADERS[each.name] for each in fields if each.name in HEADERS]


def _parameter(field: Field, example: Mapping[str, Any]) -> Schema:
    schema = dict(field.schema)
    said: Schema = {"name": field.name, "in": field.place.value}
    if field.required or field.place is Place.PATH:
        said["required"] = True
    if description := schema.pop("description", None):
        said["description"] = description
    if field.json:
        return said | {"content": {"application/json": {"schema": schema}}}
    if field.name in example:
        said["example"] = example[field.name]
    return said | {"schema": schema}


def _body(fields: Iterable[Field], example: Mapping[str, Any] | None) -> Schema:
    inside = [each for each in fields if each.place is Place.BODY]
    inside.sort(key=lambda field: field.name in HEADERS)
    required = [each.name for each in inside if each.required]
    schema: Schema = {
        "type": "object",
        "properties": {each.name: each.schema for each in inside},
        "additionalProperties": False,
    }
    if required:
        schema["required"] = required
    content: Schema = {"schema": schema}
    names = {each.name for each in inside}
    if example is not None:
        content["example"] = {name: said for name, said in example.items() if name in names}
    return {"required": bool(required), "content": {"application/json": content}}


def _responses(
    operation: AnyOperation,
    answer: Schema,
    components: Mapping[str, Schema],
    texts: Mapping[int, str] | None,
) -> dict[str, Schema]:
    headers = ["X-Request-Id"]
    if "version" in components[answer["$ref"].removeprefix(HERE)].get("properties", {}):
        headers.append("ETag")
    good: Schema = {
        "description": GOOD[operation.status],
        "headers": _header_references(headers),
        "content": _content(operation, answer),
    }
    statuses = sorted(texts or {each.status for each in possible(operation)})
    bad = {
        str(each): {"$ref": f"#/components/responses/{_response_name(each)}"} for each in statuses
    }
    return {str(operation.status): good, **bad}


def _content(operation: AnyOperation, answer: Schema) -> Schema:
    if issubclass(operation.result, Streamed):
        return {"*/*": {"schema": A_FILE}}
    return {"application/json": {"schema": answer}}


def _header_references(names: Iterable[str]) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _response_name(status: int) -> str:
    return f"Status{status}"


def _refusal(status: int) -> Schema:
    said = [f"`{each.code}`: {WHEN[each.code]}" for each in _with_status(status)]
    return {
        "description": "\n\n".join(said),
        "headers": _header_references(["X-Request-Id", *STATUS_HEADERS.get(status, ())]),
        "content": {"application/json": {"schema": {"$ref": HERE + "Error"}}},
    }


def _text(status: int, said: str) -> Schema:
    return {
        "description": said,
        "headers": _header_references(["X-Request-Id", *STATUS_HEADERS.get(status, ())]),
        "content": {"application/json": {"schema": {"type": "string"}}},
    }


def _with_status(status: int) -> list[type[HandrailError]]:
    return [each for each in ERRORS if each.status == status]


def _error_schema() -> Schema:
    text: Schema = {"type": "string"}
    inside: dict[str, Schema] = {
        "code": {"enum": [each.code for each in ERRORS], "description": "Stable; act on it."},
        "message": text | {"description": "What went wrong, for people."},
        "hint": text | {"description": "What to do next."},
        "field": text | {"description": "Which argument it is about."},
        "allowed": {"type": "array", "items": {}, "description": "What would be accepted."},
        "did_you_mean": text | {"description": "The nearest name there is."},
        "retry_after": {"type": "integer", "description": "Seconds to wait."},
        "fix": {"type": "object", "description": "A call that would put it right."},
        "details": {"type": "object", "description": "Facts for programs."},
        "retryable": {"type": "boolean", "description": "Whether the same call may succeed."},
        "changed": {"const": False, "description": "An error never leaves a change behind."},
        "request_id": text | {"description": "Finds the call in the server's log."},
    }
    required = ["code", "message", "retryable", "changed", "request_id"]
    error: Schema = {
        "type": "object",
        "properties": inside,
        "required": required,
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "description": "What every error looks like.",
        "properties": {"error": error},
        "required": ["error"],
        "additionalProperties": False,
    }

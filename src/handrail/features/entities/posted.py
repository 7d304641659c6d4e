"""What webhooks of this face post, event by event, as its OpenAPI document describes it."""

from typing import Any, Literal, cast

from pydantic import create_model

from handrail.core.face import Posted
from handrail.core.shapes import Result
from handrail.features.entities.seen import SEEN
from handrail.features.entities.shape import ENTITIES

HEADERS = {
    ENTITIES.header: "Hex HMAC-SHA256 of the raw body; only where the webhook has a secret.",
    "X-Handrail-Delivery": "The id of the delivery, the same at every try.",
    "X-Handrail-Event": "The event.",
    "X-Handrail-Attempt": "Which try this is, from 1.",
}
SUMMARIES = {
    "created": "{noun} was created.",
    "updated": "{noun} was changed, or what it is linked to.",
    "deleted": "{noun} was deleted.",
}


class Change(Result):
    """A field as it was, and as it is."""

    previous: Any
    current: Any


def _posted(event: str) -> Posted:
    kind, verb = event.split(".")
    noun = f"{'An' if kind[0] in 'aeiou' else 'A'} {kind}"
    return Posted(event, SUMMARIES[verb].format(noun=noun), _body(event), HEADERS)


def _body(event: str) -> type[Result]:
    """`{event, data: {userId, companyId, entityId, payload}, timestamp}`."""
    kind, verb = event.split(".")
    name = f"{kind.capitalize()}{verb.capitalize()}"
    payload = _shape(f"{name}Payload", **_payload(kind, verb))
    data = _shape(f"{name}Data", userId=str | None, companyId=str, entityId=str, payload=payload)
    return _shape(name, event=Literal[event], data=data, timestamp=str)


def _payload(kind: str, verb: str) -> dict[str, Any]:
    if verb == "deleted":
        return {f"{kind}Id": str}
    changes = {"changes": dict[str, Change]} if verb == "updated" else {}
    return {kind: SEEN[kind] | None, **changes}


def _shape(name: str, **fields: Any) -> type[Result]:
    named: dict[str, Any] = {field: (kind, ...) for field, kind in fields.items()}
    return cast(type[Result], create_model(name, __base__=Result, **named))


POSTED = tuple(map(_posted, ENTITIES.known))

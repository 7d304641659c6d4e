"""Faces over HTTP: each below prefixes of its own, and some below one that they share.

Where two faces have the same path, whose words are spoken is told by the key that is sent.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from handrail import __version__
from handrail.core.face import Described, Face
from handrail.core.operation import AnyOperation, Door
from handrail.surfaces.http import Admit, Run, header_map
from handrail.surfaces.rest.fields import path_names
from handrail.surfaces.rest.grouping import sections
from handrail.surfaces.rest.openapi import document
from handrail.surfaces.rest.routes import Nowhere, Resource, resources
from handrail.surfaces.rest.still import Later, Still

Spoken: TypeAlias = Resource | Nowhere
"""A path, or all that there is not, in the words of one face."""
NAMED = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Offer:
    """What one face offers below a prefix."""

    face: Face
    operations: Iterable[AnyOperation]
    described: Described | None = None


# The headers of a request to the name of the face that its key is of, None for any other.
Whose = Callable[[Mapping[str, str]], str | None]


def face_routes(
    prefix: str,
    offers: Sequence[Offer],
    run: Run,
    admit: Admit,
    *,
    whose: Whose,
    challenge: str = "Bearer",
) -> list[Route]:
    """All that is below a prefix. Where nothing else decides, the last offer has the word."""
    by_path: dict[str, dict[str, Resource]] = {}
    same: dict[str, str] = {}
    for offer in offers:
        offered = [each for each in offer.operations if Door.REST in each.doors]
        for each in resources(offered, run, admit, challenge, prefix=prefix, face=offer.face):
            # what one face calls {id} another calls {webhook_id}: it is one path
            path = same.setdefault(NAMED.sub("{}", each.path), each.path)
            by_path.setdefault(path, {})[offer.face.name] = each
    # a fixed name before a parameter in its place, whichever face has it
    paths = sorted(by_path, key=lambda path: ["{" in part for part in path.split("/")])
    nowhere = {each.face.name: Nowhere(paths, admit, each.face) for each in offers}
    return [
        *(_document(prefix, each) for each in offers if each.described is not None),
        *(Route(path, _one(by_path[path], whose)) for path in paths),
        Route(prefix + "{rest:path}", _one(nowhere, whose)),
    ]


def _document(prefix: str, offer: Offer) -> Route:
    """The face's OpenAPI document, which anybody may read: it holds nobody's data."""
    about = offer.described
    assert about is not None

    def make() -> Still:
        spoken = [each for each in offer.operations if Door.REST in each.doors]
        said = document(
            sections(spoken, None),
            version=__version__,
            prefix=prefix,
            title=about.title,
            about=about.about,
            texts=about.texts,
            posted=about.posted,
        )
        return Still.json(said)

    return Route(prefix + about.path, Later(make))


def _one(spoken: Mapping[str, Spoken], whose: Whose) -> "Spoken | ByKey":
    return next(iter(spoken.values())) if len(spoken) == 1 else ByKey(spoken, whose)


class ByKey:
    """An ASGI app: one path that several faces have."""

    def __init__(self, spoken: Mapping[str, Spoken], whose: Whose) -> None:
        self.spoken = dict(spoken)
        self.whose = whose
        self.otherwise = list(spoken.values())[-1]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = self.whose(header_map(scope))
        spoken = self.spoken.get(name or "", self.otherwise)
        texts = scope["path_params"].values()
        scope["path_params"] = dict(zip(path_names(spoken.path), texts, strict=True))
        await spoken(scope, receive, send)

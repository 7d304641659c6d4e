"""What both tools say, with addresses that a person can open."""

import orjson

from handrail.core.face import Face, Spoken
from handrail.core.operation import AnyOperation
from handrail.core.shapes import Result
from handrail.features.lookup.model import Document, FoundList


def face(origin: str) -> Face:
    """`origin` is where people reach this server."""

    def tell(operation: AnyOperation, result: Result) -> Spoken:
        said = _addressed(result, origin).model_dump(mode="json")
        return Spoken(orjson.dumps(said).decode(), said)

    return Face("mcp", tell=tell)


def _addressed(result: Result, origin: str) -> Result:
    match result:
        case FoundList(results=found):
            there = [each.model_copy(update={"url": origin + each.url}) for each in found]
            return FoundList(results=there)
        case Document():
            return result.model_copy(update={"url": origin + result.url})
        case _:
            return result

"""The nouns of lookup, in the shape that such clients read."""

from handrail.core.shapes import Result


class Found(Result):
    """`id` is what fetch takes; `url` leads a person to it."""

    id: str
    title: str
    url: str


class FoundList(Result):
    results: list[Found]


class Document(Result):
    """A record as one text: its values, what it is linked to, its latest notes."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, str]

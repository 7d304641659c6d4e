"""A small product for the REST door to speak: a shelf of books, three callers, one dispatch."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Actor, Scope
from handrail.core.errors import Conflict, NotFound, RateLimited, Unauthorized, Unavailable
from handrail.core.operation import AnyOperation, Door, Effect, operation
from handrail.core.shapes import Params, Result, WriteParams, Written

Isbn = Annotated[str, Field(description="Book number, such as 978-3-16.", max_length=40)]
Title = Annotated[str, Field(description="As on the cover.", min_length=1, max_length=80)]
VERSION = 7


class Author(Result):
    name: str
    born: int | None


class Book(Result):
    """One book on the shelf."""

    isbn: str
    title: str
    authors: list[Author]
    data: dict[str, Any]
    version: int


class Said(Result):
    """What the operation was told, as it understood it."""

    said: dict[str, Any]
    surface: str
    request: str
    client: str | None


class FindBooks(Params):
    shelf: Annotated[str, Field(description="Which shelf.")]
    limit: Annotated[int, Field(description="Page size.", ge=1, le=100)] = 25
    price: Annotated[float | None, Field(description="At most this.")] = None
    lent: bool | None = None
    tongue: Literal["en", "fr"] | None = None
    fields: Annotated[list[str] | None, Field(description="Only these.", max_length=5)] = None
    filter: dict[str, Any] | None = None


@operation("GET /shelves/{shelf}/books", effect=Effect.READ, scope=Scope.READ_DATA)
async def find_books(ctx: Context, params: FindBooks) -> Said:
    """Find books on a shelf.

    They come in the order in which they stand.
    """
    return told(ctx, params)


def told(ctx: Context, params: Params) -> Said:
    via = ctx.via
    return Said(
        said=params.model_dump(mode="json", exclude_unset=True),
        surface=via.surface,
        request=via.request_id,
        client=via.client,
    )


class SearchBooks(Params):
    shelf: str
    words: Annotated[list[str], Field(max_length=3)] = Field(default_factory=list[str])


@operation("POST /shelves/{shelf}/search", effect=Effect.READ, scope=Scope.READ_DATA, status=200)
async def search_books(ctx: Context, params: SearchBooks) -> Said:
    """Find books by words, without changing anything."""
    return told(ctx, params)


class OneBook(Params):
    isbn: Isbn


@operation("GET /books/{isbn}", effect=Effect.READ, scope=Scope.READ_DATA)
async def get_book(ctx: Context, params: OneBook) -> Book:
    """Get one book."""
    if params.isbn == "gone":
        raise NotFound("There is no such book.", hint="Look with find_books.")
    ada = Author(name="Ada Lovelace", born=1815)
    return Book(isbn=params.isbn, title="Notes", authors=[ada], data={"ü": 1}, version=VERSION)


class ShortBook(Result):
    book: str


async def shortened(ctx: Context, result: Any) -> ShortBook:
    return ShortBook(book=result.title)


class ByIndex(Params):
    number: Annotated[int, Field(ge=0)]


@operation("GET /books/first/{number}", effect=Effect.READ, scope=Scope.READ_DATA, wire=shortened)
async def get_nth_book(ctx: Context, params: ByIndex) -> Book:
    """Get a book by its place on the shelf."""
    return await get_book.handler(ctx, OneBook(isbn=str(params.number)))


class AddBook(WriteParams):
    isbn: Isbn
    title: Title
    pages: Annotated[int, Field(ge=1)] | None = None


class Added(Written):
    isbn: str
    title: str


@operation("POST /books", effect=Effect.CREATE, scope=Scope.WRITE_DATA)
async def add_book(ctx: Context, params: AddBook) -> Added:
    """Add a book to the shelf."""
    return Added(change_id=ctx.change_id, replayed=False, isbn=params.isbn, title=params.title)


class ChangeBook(WriteParams):
    isbn: Isbn
    title: Title | None = None
    if_version: Annotated[int, Field(ge=1)] | None = None


@operation("PATCH /books/{isbn}", effect=Effect.UPDATE, scope=Scope.WRITE_DATA)
async def change_book(ctx: Context, params: ChangeBook) -> Added:
    """Change what a book is called."""
    if params.if_version not in (None, VERSION):
        raise Conflict("Somebody changed it since.", details={"version": VERSION})
    title = params.title or "Notes"
    return Added(change_id=ctx.change_id, replayed=False, isbn=params.isbn, title=title)


class DropBook(WriteParams):
    isbn: Isbn


@operation("DELETE /books/{isbn}", effect=Effect.DELETE, scope=Scope.WRITE_DATA, role="manager")
async def drop_book(ctx: Context, params: DropBook) -> Written:
    """Throw a book away."""
    return Written(change_id=ctx.change_id, replayed=False)


class Nothing(Params):
    pass


@operation("GET /secret", effect=Effect.READ, scope=Scope.READ_DATA, doors=frozenset({Door.MCP}))
async def whisper(ctx: Context, params: Nothing) -> Said:
    """Say something to agents only."""
    return told(ctx, params)


@operation("GET /fire", effect=Effect.READ, scope=Scope.READ_DATA, doors=frozenset({Door.REST}))
async def burn(ctx: Context, params: Nothing) -> Said:
    """Fail in a way nobody foresaw."""
    raise RuntimeError("the password is hunter2")


OPERATIONS: tuple[AnyOperation, ...] = (
    find_books,
    search_books,
    get_book,
    get_nth_book,
    add_book,
    change_book,
    drop_book,
    whisper,
    burn,
)
GROUPS = [
    ("Shelves", "Where books stand.", (find_books, search_books, whisper)),
    ("Books", "", (get_book, get_nth_book, add_book, change_book, drop_book)),
]


def actor(name: str, role: Any, *scopes: Scope) -> Actor:
    return Actor(
        workspace=1,
        workspace_id="0198c0de-0000-7000-8000-000000000001",
        workspace_slug="acme",
        member_id="0198c0de-0000-7000-8000-00000000000a",
        member_name=name,
        role=role,
        scopes=frozenset(scopes),
        schema_version=1,
    )


ADA = actor("Ada", "admin", *Scope)
BEN = actor("Ben", "rep", *Scope)
CLEO = actor("Cleo", "rep", Scope.READ_DATA)


async def admit(headers: Mapping[str, str], scope: Any) -> Actor:
    """Keys are names here. The real door looks them up; what it may say is the same."""
    match headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer "):
        case "ada":
            return ADA
        case "ben":
            return BEN
        case "cleo":
            return CLEO
        case "eager":
            raise RateLimited("60 calls a minute are allowed.", retry_after=7)
        case "shaky":
            raise Unavailable("Keys cannot be checked now.", retry_after=2)
        case _:
            raise Unauthorized("No such key.", hint="Send a key.")

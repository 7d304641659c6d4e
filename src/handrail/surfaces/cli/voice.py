"""What the command line says: results on stdout, everything else on stderr.

With `--json`, stdout holds exactly one JSON value, whether the command succeeds or is refused.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from handrail.core.errors import HandrailError

if TYPE_CHECKING:
    from rich.console import Console

Progress = Callable[[int, int], None]


def console(*, stderr: bool = False) -> "Console":
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def remark(text: str) -> None:
    """A line beside the result, for people."""
    console(stderr=True).print(text, style="dim")


def answer(value: Any, *, as_json: bool, shown: Callable[["Console"], None]) -> None:
    """The result: one JSON value, or what `shown` prints of it."""
    if as_json:
        print_json(value)
    else:
        shown(console())


def print_json(value: Any) -> None:
    import orjson
    from pydantic import BaseModel

    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    sys.stdout.buffer.write(orjson.dumps(plain, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.flush()


def fail(error: HandrailError) -> None:
    """What was refused, and the next move."""
    if "--json" in sys.argv:
        print_json({"error": error.body()})
        return
    out = console(stderr=True)
    out.print(f"[bold red]Error:[/] {_safe(error.message)}")
    if error.hint:
        out.print(f"[dim]→[/] {_safe(error.hint)}")
    if error.allowed:
        listed = ", ".join(str(each) for each in error.allowed)
        out.print(f"[dim]→ one of: {_safe(listed)}[/]")


def _safe(text: str) -> str:
    from rich.markup import escape

    return escape(text)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A bar on stderr, where that is a terminal; else nothing."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    out = console(stderr=True)
    with Progress(*columns, console=out, disable=not out.is_terminal) as bar:
        task = bar.add_task(label, total=None)

        def move(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield move

"""What the command line says: results on stdout, everything else on stderr.

With `--json`, stdout holds exactly one JSON value, whether the command succeeds or is refused.
"""

import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail.core.errors import HandrailError

if TYPE_CHECKING:
    from rich.console import Console

COMMAND = re.compile(
    r"(?<![\w/.-])handrail "
    r"(?=(?:init|serve|demo|connect|import|export|calls|keys|members|workspaces|doctor|migrate)\b)"
)
Progress = Callable[[int, int], None]


def console(*, stderr: bool = False) -> "Console":
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def runnable(text: str) -> str:
    """A text with its `handrail …` commands as they can be run here: by path where need be."""
    return COMMAND.sub(lambda _: f"{program()} ", text)


def program() -> str:
    """What to type for this very program: its name if the shell finds it, else its path."""
    called = Path(sys.argv[0])
    if called.name != "handrail":  # as a module, or within another program
        return "handrail"
    found = shutil.which("handrail")
    if found and Path(found).resolve() == called.resolve():
        return "handrail"
    near = os.path.relpath(called.absolute())
    return shlex.quote(str(called.absolute()) if near.startswith("..") else near)


def remark(text: str) -> None:
    """A line beside the result, for people."""
    console(stderr=True).print(runnable(text), style="dim")


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
        out.print(f"[dim]→[/] {_safe(runnable(error.hint))}")
    listed = ", ".join(str(each) for each in error.allowed or ())
    if listed and listed not in error.hint:
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

"""How every process of ours logs: one line a fact, on stderr, never on stdout, never a secret."""

import logging
import sys
from typing import TextIO, cast

import structlog
from structlog.typing import Processor


class _Stderr:
    """Whatever stderr is at the time of writing: it may have been replaced since."""

    def write(self, text: str) -> None:
        sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(level: str = "info", *, as_json: bool = False) -> None:
    """Set up structlog once a process; `level` is debug, info, warning or error.

    Tracebacks are printed without the values of variables: a key or a record may be among them.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    plain = structlog.dev.plain_traceback
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(file=cast(TextIO, _Stderr())),
    )

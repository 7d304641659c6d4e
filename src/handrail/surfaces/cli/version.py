"""`handrail version`, and `handrail --version`."""

from typing import Annotated

import typer

from handrail import __version__


def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _told(wanted: bool) -> None:
    if wanted:
        version()
        raise typer.Exit


def asked(
    _version: Annotated[
        bool, typer.Option("--version", callback=_told, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Handrail: a CRM that AI agents and people run together."""

"""`handrail version`."""

import typer

from handrail import __version__


def version() -> None:
    """Print the version."""
    typer.echo(__version__)

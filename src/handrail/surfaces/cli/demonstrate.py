"""`handrail demo`: a demo workspace and its server, in one go."""

from pathlib import Path
from typing import Annotated

import typer

from handrail.settings import HOST, PORT
from handrail.surfaces.cli.init import init
from handrail.surfaces.cli.serve import Host, Port, Workers, serve

Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder of the demo's data.")]


def demo(
    data: Data = Path("handrail-demo"),
    host: Host = HOST,
    port: Port = PORT,
    workers: Workers = 1,
) -> None:
    """Make a demo workspace, where there is none yet, and serve it.

    Example:

        handrail demo --data ./demo
    """
    init(data, demo=True)
    serve(data, host, port, workers)

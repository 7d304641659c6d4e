"""The least a Python server can do: read JSON, write it back. What everything is compared with."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route


async def echo(request: Request) -> Response:
    return JSONResponse(await request.json())


async def alive(request: Request) -> Response:
    return PlainTextResponse("ok\n")


app = Starlette(routes=[Route("/", echo, methods=["POST"]), Route("/readyz", alive)])

if __name__ == "__main__":
    # the settings of `handrail serve`
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
    )

"""`handrail bridge`: an MCP server on stdin and stdout that passes everything on to a URL.

For clients that only start programs themselves. Each line in is a JSON-RPC message, POSTed as it
is; each answer goes out as one line. No state: the server keeps none either.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

import typer

from handrail.core.errors import Invalid

Url = Annotated[str, typer.Argument(metavar="URL", help="The server's MCP endpoint, …/mcp.")]
Key = Annotated[
    str | None,
    typer.Option("--key", envvar="HANDRAIL_KEY", metavar="KEY", help="An API key of yours."),
]
AT_ONCE = 4
PATIENCE = 60
DOWN = -32000


def bridge(url: Url, key: Key = None) -> None:
    """Speak MCP on stdin and stdout, for clients that start their servers themselves.

    Example (what `handrail connect claude-desktop` writes):

        HANDRAIL_KEY=mcp_… handrail bridge http://127.0.0.1:8400/mcp
    """
    if not key:
        raise Invalid("The bridge has no key.", hint="Set HANDRAIL_KEY, or pass --key.")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for line in sys.stdin.buffer:
            if line.strip():
                pool.submit(_pass_on, url, key, line)


def _pass_on(url: str, key: str, line: bytes) -> None:
    import orjson

    try:
        message = orjson.loads(line)
    except orjson.JSONDecodeError:
        _say({"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "No JSON."}})
        return
    try:
        reply = _post(url, key, line, message)
    except OSError as error:
        if isinstance(message, dict) and "id" in message:
            why = {"code": DOWN, "message": f"{url} does not answer: {error}."}
            _say({"jsonrpc": "2.0", "id": message["id"], "error": why})
        return
    if reply.strip():
        sys.stdout.buffer.write(reply.strip().replace(b"\n", b"") + b"\n")
        sys.stdout.flush()


def _post(url: str, key: str, line: bytes, message: Any) -> bytes:
    """The answer's body, whatever its status: errors are JSON-RPC too."""
    from urllib.error import HTTPError
    from urllib.request import ProxyHandler, Request, build_opener

    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        **_named(message),
    }
    try:
        with build_opener(ProxyHandler({})).open(
            Request(url, data=line, headers=headers), timeout=PATIENCE
        ) as reply:
            return _json_of(reply.read(), reply.headers.get("content-type", ""))
    except HTTPError as error:
        return error.read()


def _named(message: Any) -> dict[str, str]:
    """The headers that the protocol of 2026-07-28 wants to equal the body."""
    if not isinstance(message, dict):
        return {}
    params = message.get("params") or {}
    version = (params.get("_meta") or {}).get("io.modelcontextprotocol/protocolVersion")
    if not isinstance(version, str):
        return {}
    named = {"MCP-Protocol-Version": version, "Mcp-Method": str(message.get("method", ""))}
    if isinstance(name := params.get("name") or params.get("uri"), str):
        named["Mcp-Name"] = name
    return named


def _json_of(body: bytes, kind: str) -> bytes:
    """The last message of an event stream, or the body itself."""
    if not kind.startswith("text/event-stream"):
        return body
    data = [line[5:].strip() for line in body.splitlines() if line.startswith(b"data:")]
    return data[-1] if data else b""


def _say(message: dict[str, Any]) -> None:
    import orjson

    sys.stdout.buffer.write(orjson.dumps(message) + b"\n")
    sys.stdout.flush()

"""curl: no client, but the quickest way to see that the server and the key work."""

from pathlib import Path

from handrail.core.errors import Invalid
from handrail.surfaces.cli.clients.base import Client, Endpoint


class Curl(Client):
    name, label, language = "curl", "curl", "shell"

    def path(self) -> Path | None:
        return None

    def snippet(self, endpoint: Endpoint) -> str:
        call = (
            '{"jsonrpc":"2.0","id":1,"method":"tools/call",'
            '"params":{"name":"list_objects","arguments":{}}}'
        )
        return (
            f"curl -s {endpoint.url} -H 'Authorization: {endpoint.bearer}'"
            f" -H 'Content-Type: application/json' -d '{call}'"
        )

    def merged(self, text: str, endpoint: Endpoint) -> str:
        raise Invalid("curl has no file.", hint="Run the command.")

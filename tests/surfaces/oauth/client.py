"""A client of our authorization server, spelled out step by step so that a test can leave any of
them out or do it wrong."""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2

ORIGIN = "http://localhost:8400"
CALLBACK = "http://127.0.0.1:9999/callback"
ALL = "user:org:read read:data write:data send:messages"


@dataclass
class Page:
    """The consent page as somebody's browser has it."""

    answer: httpx2.Response

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def form(self) -> dict[str, str]:
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.text)
        chosen = re.findall(r'name="(workspace)" value="([^"]*)" checked', self.text)
        return {name: unescape(value) for name, value in [*hidden, *chosen]}

    @property
    def ticks(self) -> list[str]:
        return re.findall(r'type="checkbox" name="(\w+)"', self.text)

    @property
    def workspaces(self) -> list[str]:
        return re.findall(r'type="radio" name="workspace" value="([^"]*)"', self.text)


@dataclass
class Agent:
    """`http` has no cookies; `person` is a browser, somebody signed in."""

    http: httpx2.AsyncClient
    person: httpx2.AsyncClient
    client_id: str = ""
    secret: str | None = None
    redirect: str = CALLBACK
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    tokens: dict[str, Any] = field(default_factory=dict[str, Any])

    async def register(self, **said: Any) -> httpx2.Response:
        metadata = {
            "client_name": "Robot",
            "redirect_uris": [self.redirect],
            "token_endpoint_auth_method": "none",
        }
        answer = await self.http.post("/oauth/register", json=metadata | said)
        if answer.status_code == 201:
            self.client_id = answer.json()["client_id"]
            self.secret = answer.json().get("client_secret")
        return answer

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def asked(self, **said: str | None) -> dict[str, str]:
        """The query of an authorization request; None leaves a parameter out."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect,
            "scope": ALL,
            "state": "xyz",
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            "resource": f"{ORIGIN}/mcp",
        }
        return {name: value for name, value in (query | said).items() if value is not None}

    async def authorize(self, **said: str | None) -> Page:
        return Page(await self.person.get(f"/oauth/authorize?{urlencode(self.asked(**said))}"))

    async def decide(self, page: Page, **said: str) -> dict[str, str]:
        """Send the page's form; what the client hears at its redirect URI."""
        return heard(await self.person.post("/oauth/consent", data=page.form | said))

    async def code(self, *ticks: str, **said: str | None) -> str:
        page = await self.authorize(**said)
        yes = dict.fromkeys(ticks, "yes")
        return (await self.decide(page, decision="allow", **yes))["code"]

    async def redeem(self, code: str, **said: str | None) -> httpx2.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.client_id,
            "redirect_uri": self.redirect,
            "code_verifier": self.verifier,
            "resource": f"{ORIGIN}/mcp",
        }
        return await self.post("/oauth/token", form | said)

    async def post(self, path: str, form: Mapping[str, str | None], **more: Any) -> httpx2.Response:
        sent = {name: value for name, value in form.items() if value is not None}
        answer = await self.http.post(path, data=sent, **more)
        if path == "/oauth/token" and answer.status_code == 200:
            self.tokens = answer.json()
        return answer

    async def connect(self, *ticks: str, **said: str | None) -> "Agent":
        """All of it: registered, let in, and with tokens."""
        if not self.client_id:
            await self.register()
        code = await self.code(*ticks, **said)
        answer = await self.redeem(code, resource=said.get("resource"))
        assert answer.status_code == 200, answer.text
        return self

    async def refresh(self, token: str | None = None, **said: str | None) -> httpx2.Response:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": token or self.tokens["refresh_token"],
            "client_id": self.client_id,
        }
        return await self.post("/oauth/token", form | said)

    async def call(
        self, tool: str, arguments: Any = None, *, path: str = "/mcp", token: str | None = None
    ) -> httpx2.Response:
        params = {"name": tool, "arguments": arguments or {}}
        return await self.http.post(
            path,
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params},
            headers={"authorization": f"Bearer {token or self.tokens['access_token']}"},
        )

    async def ask(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The structured result of a call, be it an error or not."""
        answer = await self.call(tool, arguments)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]["structuredContent"]


def heard(answer: httpx2.Response) -> dict[str, str]:
    """What a redirect tells the client."""
    assert answer.status_code == 303, (answer.status_code, answer.text[-2000:])
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}

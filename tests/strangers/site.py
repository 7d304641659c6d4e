"""A small web site of somebody else's, on this machine, by http or by https."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.types import Receive, Scope, Send


@dataclass
class Page:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    hangs: bool = False


@dataclass
class Site:
    """`pages` by path; `asked` is every request so far: method, path, headers, body; `queries` is
    what stood behind the question mark of each."""

    origin: str
    pages: dict[str, Page] = field(default_factory=dict[str, Page])
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list[str])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.queries.append(scope["query_string"].decode())
        self.asked.append((scope["method"], scope["path"], headers, body))
        page = self.pages.get(scope["path"], Page(status=404))
        while page.hangs and (await receive())["type"] != "http.disconnect":
            pass
        pairs = [(name.encode(), value.encode()) for name, value in page.headers.items()]
        with contextlib.suppress(OSError):
            await send({"type": "http.response.start", "status": page.status, "headers": pairs})
            await send({"type": "http.response.body", "body": page.body})


@asynccontextmanager
async def served(folder: Path | None = None) -> AsyncIterator[Site]:
    """A site for as long as the block lasts; by https where a folder for its certificate is given,
    which then holds `authority.pem`: what a client must trust."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        scheme = "https" if folder else "http"
        site = Site(f"{scheme}://localhost:{listening.getsockname()[1]}")
        config = uvicorn.Config(site, log_level="error", lifespan="off")
        if folder:
            certificate, key = _certificate(folder)
            config.ssl_certfile, config.ssl_keyfile = str(certificate), str(key)
            config.ssl_cert_reqs = ssl.CERT_NONE
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield site
        finally:
            server.should_exit = server.force_exit = True
            await serving


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    at = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "authority.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *secret))
    return folder / "authority.pem", folder / "key.pem"

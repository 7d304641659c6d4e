"""Which addresses we connect to: public ones, checked after the name is resolved, and only those.

A name may answer with another address each time it is asked (DNS rebinding). So it is asked once,
every address it gave is checked, and the connection goes to one of those very addresses; TLS and
the Host header keep the name.
"""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeAlias

from httpcore2 import (
    SOCKET_OPTION,
    AnyIOBackend,
    AsyncNetworkBackend,
    AsyncNetworkStream,
    ConnectError,
    ConnectTimeout,
)

Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
FIRST_SECONDS = 1.0
"""How long an address is tried while there is another one of the same name."""

# IANA's special-purpose registries for IPv4 and IPv6, as of 2026, with multicast and what was
# reserved. Our own list: what `ipaddress` calls global changes between versions of Python.
# Ranges that wrap an IPv4 address (mapped, NAT64, 6to4, Teredo) are shut whole, so that nobody
# reaches a private address by spelling it as another family's.
NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        """
        0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
        192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24
        198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
        ::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23
        2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10
        ff00::/8
        """.split(),
    )
)


class OutboundError(Exception):
    """Another machine could not be asked, or gave no answer. The message is for people."""


class NotPublic(OutboundError):
    """The address belongs to a private network; nothing was sent."""


class NoAnswer(OutboundError):
    """It could not be reached, or what it said is no HTTP."""


class TimedOut(NoAnswer):
    """It took longer than we wait."""


def is_public(address: str) -> bool:
    """Whether an address, as text, is on the open internet."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return not any(parsed in network for network in NOT_PUBLIC)


async def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name, in the order in which the system prefers them."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Guard(AsyncNetworkBackend):
    """What opens connections for the HTTP client. Raises NotPublic, NoAnswer.

    `allow_private` is for development and tests. A name with one private address among public
    ones is refused whole: somebody made it for this.
    """

    def __init__(self, *, allow_private: bool = False, resolve: Resolve = resolved) -> None:
        self._open = AnyIOBackend()
        self._allow_private = allow_private
        self._resolve = resolve

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the base class names it
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        *others, last = await self._checked(host, port)
        for address in others:
            with contextlib.suppress(ConnectError, ConnectTimeout):
                return await self._connected(
                    address, port, FIRST_SECONDS, local_address, socket_options
                )
        return await self._connected(last, port, timeout, local_address, socket_options)

    async def _connected(self, *where: Any) -> AsyncNetworkStream:
        return _Stream(await self._open.connect_tcp(*where))

    async def _checked(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NoAnswer(f"The name {host} cannot be resolved.") from error
        if not addresses:
            raise NoAnswer(f"The name {host} has no address.")
        if not self._allow_private and not all(map(is_public, addresses)):
            raise NotPublic(f"{host} is not on the public internet.")
        return addresses


class _Stream(AsyncNetworkStream):
    """A connection whose loss is always an error of the network.

    AnyIO asks a lost connection's socket, which is no longer there, for its address, and raises
    AttributeError: a peer that closes as soon as it is reached would seem to be our own mistake.
    """

    def __init__(self, stream: AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the base class names it
    ) -> AsyncNetworkStream:
        return _Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        try:
            return self._stream.get_extra_info(info)
        except AttributeError as error:
            raise ConnectError("the connection was closed at once") from error

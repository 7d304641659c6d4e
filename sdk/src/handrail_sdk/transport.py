"""Sending calls: once for those who wait, once for those who await."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from handrail_sdk.errors import NotReached, error_of
from handrail_sdk.saying import (
    RETRIED,
    Operation,
    Request,
    headers_of,
    next_page,
    request_of,
    wait,
)

TIMEOUT = 35.0
"""Seconds: a call of the server's own takes 29 at the most."""


class Transport:
    """`sleep` waits between attempts; a test hands in its own."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        retries: int = 3,
        http: httpx2.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._retries = retries
        self._http = http or httpx2.Client(timeout=TIMEOUT)
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def _call(self, operation: Operation, said: Mapping[str, Any]) -> Any:
        request = request_of(operation, said)
        attempt = 0
        while True:
            answer, problem = self._sent(request)
            if answer is not None and answer.status_code not in RETRIED:
                return _told(answer)
            if attempt >= self._retries:
                break
            self._sleep(wait(attempt, _asked_to_wait(answer)))
            attempt += 1
        if answer is None:
            raise NotReached(f"{self._url} did not answer: {problem}") from problem
        return _told(answer)

    def _sent(self, request: Request) -> tuple[httpx2.Response | None, Exception | None]:
        try:
            answer = self._http.request(
                request.method,
                f"{self._url}/v1{request.path}",
                params=tuple(request.query),
                content=request.body,
                headers=headers_of(self._key, body=request.body is not None),
            )
        except httpx2.TransportError as problem:
            return None, problem
        return answer, None

    def _each(self, operation: Operation, said: Mapping[str, Any]) -> Iterator[Any]:
        asked: Mapping[str, Any] | None = said
        while asked is not None:
            page = self._call(operation, asked)
            yield from page[operation.items]
            asked = next_page(operation, asked, page)


class AsyncTransport:
    """The same for asyncio."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        retries: int = 3,
        http: httpx2.AsyncClient | None = None,
        sleep: Callable[[float], Any] = asyncio.sleep,
    ) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._retries = retries
        self._http = http or httpx2.AsyncClient(timeout=TIMEOUT)
        self._sleep = sleep

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def _call(self, operation: Operation, said: Mapping[str, Any]) -> Any:
        request = request_of(operation, said)
        attempt = 0
        while True:
            answer, problem = await self._sent(request)
            if answer is not None and answer.status_code not in RETRIED:
                return _told(answer)
            if attempt >= self._retries:
                break
            await self._sleep(wait(attempt, _asked_to_wait(answer)))
            attempt += 1
        if answer is None:
            raise NotReached(f"{self._url} did not answer: {problem}") from problem
        return _told(answer)

    async def _sent(self, request: Request) -> tuple[httpx2.Response | None, Exception | None]:
        try:
            answer = await self._http.request(
                request.method,
                f"{self._url}/v1{request.path}",
                params=tuple(request.query),
                content=request.body,
                headers=headers_of(self._key, body=request.body is not None),
            )
        except httpx2.TransportError as problem:
            return None, problem
        return answer, None

    async def _each(self, operation: Operation, said: Mapping[str, Any]) -> AsyncIterator[Any]:
        asked: Mapping[str, Any] | None = said
        while asked is not None:
            page = await self._call(operation, asked)
            for each in page[operation.items]:
                yield each
            asked = next_page(operation, asked, page)


def _told(answer: httpx2.Response) -> Any:
    if answer.is_success:
        return answer.json()
    try:
        said = answer.json()
    except ValueError:
        said = None
    raise error_of(answer.status_code, said)


def _asked_to_wait(answer: httpx2.Response | None) -> str | None:
    return None if answer is None else answer.headers.get("retry-after")

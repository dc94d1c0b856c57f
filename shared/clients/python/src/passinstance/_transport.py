from __future__ import annotations

import email.utils
import http.client
import json
import random
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

from ._error import PassinstanceError

_RETRIED = frozenset({429, 502, 503, 504})


class Credential(Protocol):
    """What requests are authorized with."""

    is_renewable: bool

    def get(self, rejected: str | None) -> str:
        """The one of the next request: another than `rejected`."""


Response = tuple[int, Mapping[str, str], bytes]
Send = Callable[[str, str, Mapping[str, str], bytes | None], Response]
"""Sends a request: method, address, headers, body. Gives every status as it is; raises OSError without a response."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    # A redirect would take the credential to another address.
    def redirect_request(self, *_: Any) -> None:
        return None


def sender(timeout: float) -> Send:
    """Sends with the standard library."""
    opener = urllib.request.build_opener(_NoRedirects)

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Response:
        request = urllib.request.Request(url, data=body, headers=dict(headers), method=method)
        try:
            with opener.open(request, timeout=timeout) as response:
                return response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()
        except http.client.HTTPException as error:
            raise ConnectionError(f"The connection broke: {error!r}") from error

    return send


class Transport:
    """Sends requests, retries those that are safe to repeat, and turns error responses into exceptions."""

    def __init__(
        self, base_url: str, credential: Credential, send: Send, attempts: int, first_pause: float, longest_pause: float
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._credential = credential
        self._send = send
        self._attempts = attempts
        self._first_pause = first_pause
        self._longest_pause = longest_pause

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        content_type: str | None = None,
        binary: bool = False,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """
        Sends any request, for example to an operation that is newer than this client.

        The path begins after the version: `/passes`. The body is sent as JSON, or with `content_type` as the bytes that it is. The result
        is parsed JSON, with `binary` the bytes, and None without a body. Raises PassinstanceError when the API responds with an error, and
        OSError when there is no response.
        """
        method = method.upper()
        sent = {"Accept": "application/json, */*;q=0.1", "User-Agent": "passinstance-python/1.0.0", **(headers or {})}
        content: bytes | None = None
        if content_type is not None:
            content, sent["Content-Type"] = body, content_type
        elif body is not None:
            content, sent["Content-Type"] = json.dumps(body, ensure_ascii=False, allow_nan=False).encode(), "application/json"
        if if_match is not None:
            sent["If-Match"] = if_match
        if idempotency_key is not None:
            sent["Idempotency-Key"] = idempotency_key
        elif method in ("POST", "PUT"):
            sent["Idempotency-Key"] = str(uuid.uuid4())
        status, received, content = self._respond(method, self._base_url + path + _query(query), sent, content)
        if not 200 <= status < 300:
            raise PassinstanceError(status, received, content)
        if binary:
            return content
        return json.loads(content) if content else None

    def _respond(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Response:
        attempt, rejected = 1, None
        while True:
            credential = self._credential.get(rejected)
            headers["Authorization"] = f"Bearer {credential}"
            pause = self._first_pause * 2 ** (attempt - 1) * random.uniform(0.5, 1)
            try:
                response = self._send(method, url, headers, body)
            except OSError:
                # PATCH alone has neither a key nor an effect that is the same when repeated.
                if attempt >= self._attempts or method == "PATCH":
                    raise
            else:
                if response[0] == 401 and rejected is None and self._credential.is_renewable:
                    # A token that was revoked or signed by an old key: a new one, once.
                    rejected = credential
                    continue
                if response[0] not in _RETRIED or attempt >= self._attempts:
                    return response
                asked = _retry_after(response[1].get("Retry-After"))
                pause = pause if asked is None else asked
                if pause > self._longest_pause:
                    return response
            time.sleep(pause)
            attempt += 1

    def _pages(self, path: str, query: dict[str, Any]) -> Iterator[Any]:
        cursor = None
        while True:
            page = self.request("GET", path, query={**query, "cursor": cursor})
            yield from page["data"]
            cursor = page["nextCursor"] if page["hasMore"] else None
            if cursor is None:
                return


def _query(query: Mapping[str, Any] | None) -> str:
    values = {name: value for name, value in (query or {}).items() if value is not None}
    return "?" + urlencode(values) if values else ""


def _retry_after(header: str | None) -> float | None:
    if header is None:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        try:
            return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
        except ValueError:
            return None

from __future__ import annotations

import base64
import json
import threading
import time
from urllib.parse import quote, urlencode, urljoin

from ._api import PassinstanceApi
from ._error import PassinstanceError
from ._transport import Credential, Send, sender


class Passinstance(PassinstanceApi):
    """
    The Passinstance API: its operations, with retries and idempotency keys.

    Keep one for the life of the program; threads may share it.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str | None = None,
        *,
        client_id: str | None = None,
        client_secret: str | None = None,
        scope: str | None = None,
        token_url: str | None = None,
        attempts: int = 4,
        first_pause: float = 0.5,
        longest_pause: float = 60.0,
        timeout: float = 100.0,
        send: Send | None = None,
    ) -> None:
        """
        Makes a client.

        `base_url` is the API with its version, for example https://api.passinstance.com/api/v1. The credential is `api_key` (an API key or
        an access token), or `client_id` and `client_secret` of an OAuth 2 client, for which access tokens are got and renewed as needed;
        `scope` limits them, `token_url` is `/oauth/token` of the API's host by default. A request is sent at most `attempts` times, with a
        pause of `first_pause` seconds that doubles, or what `Retry-After` asks for up to `longest_pause`. `timeout` is in seconds. `send`
        replaces what sends the requests. Raises ValueError when the address or the credential is missing or empty.
        """
        base_url = _required(base_url, "base_url")
        send = send or sender(timeout)
        credential: Credential
        if client_id is None and client_secret is None:
            credential = _ApiKey(_required(api_key, "api_key"))
        elif api_key is not None:
            raise ValueError("Give either api_key or client_id and client_secret.")
        else:
            credential = _AccessTokens(
                token_url or urljoin(base_url, "/oauth/token"),
                _required(client_id, "client_id"),
                _required(client_secret, "client_secret"),
                scope,
                send,
            )
        super().__init__(base_url, credential, send, attempts, first_pause, longest_pause)


class _ApiKey:
    is_renewable = False

    def __init__(self, key: str) -> None:
        self._key = key

    def get(self, rejected: str | None) -> str:
        return self._key


class _AccessTokens:
    """One token for all requests, renewed a minute before its end; requests that come meanwhile wait for the same one."""

    is_renewable = True

    def __init__(self, url: str, client_id: str, client_secret: str, scope: str | None, send: Send) -> None:
        self._url = url
        pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
        self._authorization = "Basic " + base64.b64encode(pair.encode()).decode()
        self._scope = scope
        self._send = send
        self._lock = threading.Lock()
        self._token: str | None = None
        self._end = 0.0

    def get(self, rejected: str | None) -> str:
        with self._lock:
            if self._token is None or self._token == rejected or time.monotonic() >= self._end:
                form = {"grant_type": "client_credentials"} | ({} if self._scope is None else {"scope": self._scope})
                headers = {
                    "Authorization": self._authorization,
                    "Content-Type": "application/x-www-form-urlencoded",
                    "User-Agent": "passinstance-python/1.0.0",
                }
                began = time.monotonic()
                status, received, body = self._send("POST", self._url, headers, urlencode(form).encode())
                if status != 200:
                    raise PassinstanceError(status, received, body)
                granted = json.loads(body)
                seconds = granted["expires_in"]
                self._token, self._end = granted["access_token"], began + max(seconds - 60, seconds / 2)
            return self._token


def _required(value: str | None, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} is missing or empty. Is the environment variable set?")
    return value.strip()

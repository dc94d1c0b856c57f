from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


class PassinstanceError(Exception):
    """The API responded with an error."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        problem: Any
        try:
            problem = json.loads(body)
        except ValueError:
            problem = None
        if not (isinstance(problem, dict) and "code" in problem and "message" in problem):
            problem = {}
        self.status = status
        """The HTTP status."""
        self.code: str | None = problem.get("code")
        """Stable code to branch on, for example `not_found`; None when the response is not of the API."""
        self.message: str = problem.get("message") or f"The server responded with status {status} and without an error of the API."
        """What happened and what to do next."""
        self.request_id: str | None = problem.get("requestId") or headers.get("X-Request-Id")
        """Id of the request. Include it when you ask for help."""
        self.errors: list[dict[str, Any]] = problem.get("errors") or []
        """All invalid values of the request, each with `pointer`, `code` and `detail`."""
        self.problem: dict[str, Any] = problem
        """The whole body; empty when it is not of the API."""
        self.headers = headers
        """The headers of the response, for example `Retry-After`."""
        super().__init__("\n".join([self.message, *(f"{each.get('pointer')}: {each.get('detail')}" for each in self.errors)]))

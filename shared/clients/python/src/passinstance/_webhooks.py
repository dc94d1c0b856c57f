from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from . import _ed25519

if TYPE_CHECKING:
    from .types import Event


class WebhookVerificationError(Exception):
    """A webhook that is not of Passinstance, was changed, or is too old. Respond with 400."""


def verify_webhook(
    body: bytes | str, headers: Mapping[str, str], keys: str | Sequence[str], *, tolerance: float = 300, now: float | None = None
) -> Event:
    """
    Verifies a webhook by Standard Webhooks and returns its event.

    `body` is the body as it was received, not a parsed object. `keys` is the secret (`whsec_…`) or the public key (`whpk_…`) of the
    webhook; during a rotation both the old and the new one. The webhook's time may differ from the clock by `tolerance` seconds. Raises
    WebhookVerificationError when no signature is of one of the keys, or the time is too far from now, and ValueError when a key is empty
    or malformed.
    """
    all_keys = [key.strip() for key in ([keys] if isinstance(keys, str) else keys)]
    if not all_keys or "" in all_keys:
        raise ValueError("The webhook's secret is missing or empty. Is the environment variable set?")
    named = {name.lower(): value for name, value in headers.items()}
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        if not named.get(name):
            raise WebhookVerificationError(f"The header {name} is missing.")
    timestamp = named["webhook-timestamp"]
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs((time.time() if now is None else now) - int(timestamp)) > tolerance:
        raise WebhookVerificationError("The webhook's time is too far from now. Check the clock of this machine.")
    content = body.encode() if isinstance(body, str) else body
    message = f"{named['webhook-id']}.{timestamp}.".encode() + content
    signatures = named["webhook-signature"].split(" ")
    if any(_is_signed(key, message, signatures) for key in all_keys):
        return cast("Event", json.loads(content))
    raise WebhookVerificationError(
        "No signature of the webhook is of the given keys. Verify the body as it was received, before it is parsed."
    )


def _is_signed(key: str, message: bytes, signatures: Sequence[str]) -> bool:
    if key.startswith("whpk_"):
        public = _base64(key.removeprefix("whpk_"))
        if public is None or len(public) != 32:
            raise ValueError("The webhook's public key is not 32 bytes in base64 after whpk_. Copy it again.")
        values = [_base64(each.removeprefix("v1a,")) for each in signatures if each.startswith("v1a,")]
        return any(value is not None and _ed25519.verify(public, value, message) for value in values)
    # A secret without the prefix is used as its UTF-8 bytes.
    secret = _base64(key.removeprefix("whsec_")) if key.startswith("whsec_") else key.encode()
    if not secret:
        raise ValueError("The webhook's secret is not base64 after whsec_. Copy it again.")
    expected = hmac.digest(secret, message, hashlib.sha256)
    values = [_base64(each.removeprefix("v1,")) for each in signatures if each.startswith("v1,")]
    return any(value is not None and hmac.compare_digest(value, expected) for value in values)


def _base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None

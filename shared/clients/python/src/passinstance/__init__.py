"""Client of the Passinstance API: Apple and Google Wallet passes."""

from ._client import Passinstance
from ._error import PassinstanceError
from ._webhooks import WebhookVerificationError, verify_webhook

__version__ = "1.0.0"
__all__ = ["Passinstance", "PassinstanceError", "WebhookVerificationError", "verify_webhook"]

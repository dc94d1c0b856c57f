"""
Uses the installed Python client as a program would, and prints what it saw as one line of JSON. Argument: the API's address.

In the environment: PASSINSTANCE_KEY, PASSINSTANCE_CLIENT (id and secret with a colon), WEBHOOK (body, headers and keys as JSON).
"""

import json
import os
import sys
import time

from passinstance import Passinstance, PassinstanceError, WebhookVerificationError, verify_webhook
from passinstance._transport import sender

url, key = sys.argv[1], os.environ["PASSINSTANCE_KEY"]
client = Passinstance(url, key)
seen = {}


def failure_of(call):
    try:
        call()
    except Exception as error:
        return error
    return None


template = client.create_template({
    "name": "Members", "description": "Membership card", "passType": "storeCard", "organizationName": "Example Coffee",
    "teamIdentifier": "A1B2C3D4E5", "passTypeIdentifier": "pass.test.python",
})
order = {
    "templateId": template["id"], "serialNumber": "ORDER-1001", "barcodeFormat": "qr", "barcodeMessage": "ORDER-1001",
    "fields": {"tier": {"label": "Tier", "value": "Gold"}, "points": {"label": "Points", "value": 12}},
}
issued = client.create_pass(order, idempotency_key="ORDER-1001")
# As after a restart: the same key issues nothing.
seen["repeated"] = Passinstance(url, key).create_pass(order, idempotency_key="ORDER-1001")["id"] == issued["id"]
client.create_pass({"templateId": template["id"], "serialNumber": "ORDER-1002"})
changed = client.update_pass(issued["id"], {
    "barcodeFormat": None, "barcodeMessage": None, "fields": {"tier": {"label": "Tier", "value": "Platinum"}}})
seen["tier"] = changed["fields"]["tier"]["value"]
seen["points"] = str(changed["fields"]["points"]["value"])
seen["barcode"] = changed.get("barcodeMessage") or "none"
seen["listed"] = len(client.list_passes(template_id=template["id"])["data"])
seen["iterated"] = [each["serialNumber"] for each in client.iterate_passes(template_id=template["id"], limit=1)]
seen["file"] = len(client.download_pass(issued["id"]))

seen["missing"] = failure_of(lambda: client.get_pass("pas_00000000000000000000000000")).code
invalid = failure_of(lambda: client.create_template({"name": "", "passType": "storeCard"}))
seen["invalid"] = {
    "isError": isinstance(invalid, PassinstanceError), "status": invalid.status, "code": invalid.code, "errors": len(invalid.errors),
    "requestId": invalid.request_id, "message": str(invalid),
}
seen["emptyKey"] = str(failure_of(lambda: Passinstance(url, " ")))

# A server that asks for patience, then breaks the connection, then answers.
send, keys = sender(30), []


def patient(method, address, headers, body):
    keys.append(headers["Idempotency-Key"])
    if len(keys) == 1:
        return 429, {"Retry-After": "1"}, b"{}"
    if len(keys) == 2:
        raise ConnectionResetError
    return send(method, address, headers, body)


started = time.monotonic()
Passinstance(url, key, first_pause=0.001, send=patient).void_pass(issued["id"])
seen["waited"] = (time.monotonic() - started) * 1000
seen["attempts"] = len(keys)
seen["keys"] = len(set(keys))

# The first token is rejected, as after a revocation.
counted = {"tokens": 0, "requests": 0}


def renewing(method, address, headers, body):
    kind = "tokens" if address.endswith("/oauth/token") else "requests"
    counted[kind] += 1
    if kind == "requests" and counted[kind] == 1:
        return 401, {}, b"{}"
    return send(method, address, headers, body)


client_id, client_secret = os.environ["PASSINSTANCE_CLIENT"].split(":")
renewed = Passinstance(url, client_id=client_id, client_secret=client_secret, send=renewing)
renewed.get_pass(issued["id"])
renewed.get_pass(issued["id"])
seen["tokens"] = counted["tokens"]

# A response of a newer API.
newer = Passinstance(url, key, send=lambda *_: (200, {}, b'{"id":"pas_1","status":"frozen","future":1}'))
seen["newer"] = newer.get_pass("pas_1")["status"]

webhook = json.loads(os.environ["WEBHOOK"])
body, headers, webhook_keys = webhook["body"], webhook["headers"], webhook["keys"]
seen["events"] = [verify_webhook(body, headers, each)["type"] for each in webhook_keys]
refusals = [
    failure_of(lambda: verify_webhook(body + " ", headers, webhook_keys)),
    failure_of(lambda: verify_webhook(body, headers, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
    failure_of(lambda: verify_webhook(body, headers, webhook_keys, now=time.time() + 600)),
    failure_of(lambda: verify_webhook(body, {}, webhook_keys)),
]
seen["forgeries"] = sum(isinstance(each, WebhookVerificationError) for each in refusals)
print(json.dumps(seen))

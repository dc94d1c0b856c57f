import os
import requests
response = requests.post(
"https://api.passinstance.com/api/v1/passes",
headers={
"Authorization": f"Bearer {os.environ['PASSINSTANCE_TOKEN']}",
"Content-Type": "application/json",
},
json={
"templateId": "tpl_abcdef1234567890",
"serialNumber": "ORDER-1001",
"fields": {
"memberName": {"label": "Member", "value": "Jane Doe"},
"tier": {"label": "Tier", "value": "Gold"},
},
"barcodeFormat": "qr",
"barcodeMessage": "ORDER-1001-GOLD",
},
timeout=15,
)
response.raise_for_status()
pass_object = response.json()

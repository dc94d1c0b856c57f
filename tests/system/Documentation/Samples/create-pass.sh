curl --request POST \
--url https://api.passinstance.com/api/v1/passes \
--header 'Authorization: Bearer <token>' \
--header 'Content-Type: application/json' \
--data '{
"templateId": "tpl_abcdef1234567890",
"serialNumber": "ORDER-1001",
"fields": {
"memberName": { "label": "Member", "value": "Jane Doe" },
"tier": { "label": "Tier", "value": "Gold" }
},
"barcodeFormat": "qr",
"barcodeMessage": "ORDER-1001-GOLD"
}'

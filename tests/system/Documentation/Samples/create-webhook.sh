curl --request POST \
--url https://api.passinstance.com/api/v1/webhooks \
--header 'Authorization: Bearer <token>' \
--header 'Content-Type: application/json' \
--data '{
"url": "https://your-app.example/webhooks/passinstance",
"events": ["pass.created", "pass.updated", "pass.voided"],
"secret": "<webhook_secret>"
}'

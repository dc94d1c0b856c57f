const response = await fetch("https://api.passinstance.com/api/v1/passes", {
method: "POST",
headers: {
Authorization: `Bearer ${process.env.PASSINSTANCE_TOKEN}`,
"Content-Type": "application/json",
},
body: JSON.stringify({
templateId: "tpl_abcdef1234567890",
serialNumber: "ORDER-1001",
fields: {
memberName: { label: "Member", value: "Jane Doe" },
tier: { label: "Tier", value: "Gold" },
},
barcodeFormat: "qr",
barcodeMessage: "ORDER-1001-GOLD",
}),
});
if (!response.ok) {
throw new Error(`Pass creation failed: ${response.status}`);
}
const pass = await response.json();

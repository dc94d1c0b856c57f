// Reads {publicKey, headers, body} lines and says for each whether one of its v1a signatures is the key's.
import { createInterface } from "node:readline";
import { createPublicKey, verify } from "node:crypto";

for await (const line of createInterface({ input: process.stdin })) {
  const { publicKey, headers, body } = JSON.parse(line);
  const x = Buffer.from(publicKey.slice("whpk_".length), "base64").toString("base64url");
  const key = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } });
  const signed = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
  console.log(headers["webhook-signature"].split(" ").filter(s => s.startsWith("v1a,")).some(s => verify(null, signed, key, Buffer.from(s.slice(4), "base64"))));
}

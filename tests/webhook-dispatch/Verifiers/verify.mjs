// Reads {secret, headers, body} lines and says for each what standardwebhooks and svix make of it: true, or the words of the refusal.
import { createInterface } from "node:readline";
import { Webhook as Standard } from "standardwebhooks";
import { Webhook as Svix } from "svix";

const judge = check => {
  try {
    check();
    return true;
  } catch (error) {
    return String(error.message);
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body } = JSON.parse(line);
  console.log(JSON.stringify({
    standard: judge(() => new Standard(secret).verify(body, headers)),
    svix: judge(() => new Svix(secret).verify(body, headers)),
  }));
}

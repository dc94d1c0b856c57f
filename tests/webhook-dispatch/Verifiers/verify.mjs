// Reads {secret, headers, body} lines and prints for each the verdicts of standardwebhooks and svix: true, or the error message.
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

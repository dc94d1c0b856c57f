// Uses the compiled TypeScript client as a program would, and prints what it saw as one line of JSON. Argument: the API's address.
import { createPassinstanceClient, PassinstanceError } from "./dist/index.js";

const options = { baseUrl: process.argv[2], apiKey: process.env.PASSINSTANCE_KEY };
const passinstance = createPassinstanceClient(options);
const seen = {};

const template = await passinstance.createTemplate({
  name: "Members", description: "Membership card", passType: "storeCard", organizationName: "Example Coffee", teamIdentifier: "A1B2C3D4E5", passTypeIdentifier: "pass.test.typescript",
});
const pass = await passinstance.createPass({
  templateId: template.id, serialNumber: "ORDER-1001", fields: { tier: { label: "Tier", value: "Gold" }, points: { label: "Points", value: 12 } },
});
const changed = await passinstance.updatePass(pass.id, { fields: { tier: { label: "Tier", value: "Platinum" } } });
seen.tier = changed.fields.tier.value;
seen.points = String(changed.fields.points.value);
seen.listed = (await passinstance.listPasses(undefined, undefined, undefined, template.id)).data.length;
try {
  await passinstance.getPass("pas_00000000000000000000000000");
} catch (error) {
  // An error of the document is thrown as its body.
  seen.missing = PassinstanceError.isPassinstanceError(error) ? error.result?.code ?? JSON.parse(error.response).code : error.code;
}

// A server that asks for patience, then breaks the connection, then answers.
const keys = [];
const patient = createPassinstanceClient({
  ...options,
  firstPause: 1,
  fetch: (url, init) => {
    keys.push(new Headers(init.headers).get("Idempotency-Key"));
    if (keys.length === 1)
      return Promise.resolve(new Response("{}", { status: 429, headers: { "Retry-After": "1" } }));
    return keys.length === 2 ? Promise.reject(new TypeError("fetch failed")) : fetch(url, init);
  },
});
const started = performance.now();
await patient.voidPass(pass.id);
seen.waited = performance.now() - started;
seen.attempts = keys.length;
seen.keys = new Set(keys).size;
console.log(JSON.stringify(seen));

// Uses the installed TypeScript client as a program would, and prints what it saw as one line of JSON. Argument: the API's address.
// In the environment: PASSINSTANCE_KEY, PASSINSTANCE_CLIENT (id and secret with a colon), WEBHOOK (body, headers and keys as JSON).
import { Passinstance, PassinstanceError, verifyWebhook, WebhookVerificationError } from "passinstance";

const options = { baseUrl: process.argv[2], apiKey: process.env.PASSINSTANCE_KEY };
const passinstance = new Passinstance(options);
const seen = {};

async function failureOf(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const template = await passinstance.createTemplate({
  name: "Members", description: "Membership card", passType: "storeCard", organizationName: "Example Coffee", teamIdentifier: "A1B2C3D4E5", passTypeIdentifier: "pass.test.typescript",
});
const order = {
  templateId: template.id, serialNumber: "ORDER-1001", barcodeFormat: "qr", barcodeMessage: "ORDER-1001",
  fields: { tier: { label: "Tier", value: "Gold" }, points: { label: "Points", value: 12 } },
};
const pass = await passinstance.createPass(order, { idempotencyKey: "ORDER-1001" });
// As after a restart: the same key issues nothing.
const repeated = await new Passinstance(options).createPass(order, { idempotencyKey: "ORDER-1001" });
seen.repeated = repeated.id === pass.id;
await passinstance.createPass({ templateId: template.id, serialNumber: "ORDER-1002" });
const changed = await passinstance.updatePass(
  pass.id, { barcodeFormat: null, barcodeMessage: null, fields: { tier: { label: "Tier", value: "Platinum" } } });
seen.tier = changed.fields.tier.value;
seen.points = String(changed.fields.points.value);
seen.barcode = changed.barcodeMessage ?? "none";
seen.listed = (await passinstance.listPasses({ templateId: template.id })).data.length;
seen.iterated = [];
for await (const each of passinstance.iteratePasses({ templateId: template.id, limit: 1 }))
  seen.iterated.push(each.serialNumber);
seen.file = (await passinstance.downloadPass(pass.id)).size;

const missing = await failureOf(() => passinstance.getPass("pas_00000000000000000000000000"));
seen.missing = missing.code;
const invalid = await failureOf(() => passinstance.createTemplate({ name: "", passType: "storeCard" }));
seen.invalid = {
  isError: invalid instanceof Error && invalid instanceof PassinstanceError && invalid.stack.includes("PassinstanceError"),
  status: invalid.status, code: invalid.code, errors: invalid.errors.length, requestId: invalid.requestId, message: invalid.message,
};
seen.emptyKey = (await failureOf(() => new Passinstance({ ...options, apiKey: " " }))).message;

// A server that asks for patience, then breaks the connection, then answers.
const keys = [];
const patient = new Passinstance({
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

// The first token is rejected, as after a revocation.
const [clientId, clientSecret] = process.env.PASSINSTANCE_CLIENT.split(":");
let tokens = 0;
let rejected = 0;
const renewing = new Passinstance({
  baseUrl: options.baseUrl,
  clientId,
  clientSecret,
  fetch: (url, init) => {
    if (url.endsWith("/oauth/token"))
      tokens++;
    else if (rejected++ === 0)
      return Promise.resolve(new Response("{}", { status: 401 }));
    return fetch(url, init);
  },
});
await Promise.all([renewing.getPass(pass.id), renewing.getPass(pass.id)]);
await renewing.getPass(pass.id);
seen.tokens = tokens;

// A response of a newer API.
const newer = new Passinstance({ ...options, fetch: () => Promise.resolve(new Response('{"id":"pas_1","status":"frozen","future":1}')) });
seen.newer = (await newer.getPass("pas_1")).status;

const { body, headers, keys: webhookKeys } = JSON.parse(process.env.WEBHOOK);
seen.events = [];
for (const key of webhookKeys)
  seen.events.push((await verifyWebhook(body, headers, key)).type);
const refusals = await Promise.all([
  failureOf(() => verifyWebhook(body + " ", headers, webhookKeys)),
  failureOf(() => verifyWebhook(body, headers, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
  failureOf(() => verifyWebhook(body, headers, webhookKeys, { now: new Date(Date.now() + 600_000) })),
  failureOf(() => verifyWebhook(body, {}, webhookKeys)),
]);
seen.forgeries = refusals.filter(error => error instanceof WebhookVerificationError).length;
console.log(JSON.stringify(seen));

import type { Event } from "./passinstance-api.js";

/** A webhook that is not of Passinstance, was changed, or is too old. Respond with 400. */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";
}

/** The headers of a webhook, as a `Headers`, a Node.js request or an object has them. */
export type WebhookHeaders = Headers | Record<string, string | string[] | undefined>;

/** Settings of the verification. */
export interface VerifyOptions {
  /** How many seconds the webhook's time may differ from the clock. Default: 300. */
  tolerance?: number | undefined;
  /** The current time; for tests. */
  now?: Date | undefined;
}

/**
 * Verifies a webhook by Standard Webhooks and returns its event.
 * @param body The body as it was received: its bytes or its text, not a parsed object.
 * @param keys The secret (`whsec_…`) or the public key (`whpk_…`) of the webhook; during a rotation both the old and the new one.
 * @throws WebhookVerificationError when no signature is of one of the keys, or the time is too far from now.
 */
export async function verifyWebhook(
  body: string | Uint8Array, headers: WebhookHeaders, keys: string | readonly string[], options: VerifyOptions = {},
): Promise<Event> {
  const all = (typeof keys === "string" ? [keys] : keys).map(key => key.trim());
  if (all.length === 0 || all.includes(""))
    throw new TypeError("The webhook's secret is missing or empty. Is the environment variable set?");
  const id = headerOf(headers, "webhook-id");
  const timestamp = headerOf(headers, "webhook-timestamp");
  const signatures = headerOf(headers, "webhook-signature").split(" ");
  const now = (options.now ?? new Date()).getTime() / 1000;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > (options.tolerance ?? 300))
    throw new WebhookVerificationError("The webhook's time is too far from now. Check the clock of this machine.");

  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const message = new Uint8Array(head.length + bytes.length);
  message.set(head);
  message.set(bytes, head.length);
  for (const key of all) {
    const isPublic = key.startsWith("whpk_");
    const prefix = isPublic ? "v1a," : "v1,";
    const check = isPublic ? await ed25519(key) : await hmac(key);
    for (const signature of signatures.filter(each => each.startsWith(prefix))) {
      const value = fromBase64(signature.slice(prefix.length));
      if (value !== undefined && await check(value, message))
        return JSON.parse(new TextDecoder().decode(bytes)) as Event;
    }
  }
  throw new WebhookVerificationError("No signature of the webhook is of the given keys. Verify the body as it was received, before it is parsed.");
}

type Check = (signature: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>) => Promise<boolean>;

async function hmac(text: string): Promise<Check> {
  // A secret without the prefix is used as its UTF-8 bytes.
  const bytes = text.startsWith("whsec_") ? fromBase64(text.slice("whsec_".length)) : new TextEncoder().encode(text);
  if (bytes === undefined || bytes.length === 0)
    throw new TypeError("The webhook's secret is not base64 after whsec_. Copy it again.");
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  return (signature, message) => crypto.subtle.verify("HMAC", key, signature, message);
}

async function ed25519(text: string): Promise<Check> {
  const bytes = fromBase64(text.slice("whpk_".length));
  if (bytes?.length !== 32)
    throw new TypeError("The webhook's public key is not 32 bytes in base64 after whpk_. Copy it again.");
  const key = await crypto.subtle.importKey("raw", bytes, { name: "Ed25519" }, false, ["verify"]);
  return (signature, message) => crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function headerOf(headers: WebhookHeaders, name: string): string {
  let value: string | string[] | null | undefined;
  if (headers instanceof Headers)
    value = headers.get(name);
  else
    value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const text = Array.isArray(value) ? value.join(" ") : value;
  if (!text)
    throw new WebhookVerificationError(`The header ${name} is missing.`);
  return text;
}

export { createPassinstanceClient, Passinstance, type PassinstanceOptions } from "./client.js";
export { PassinstanceError } from "./error.js";
export * from "./passinstance-api.js";
export type { CallOptions, Fetch, IdempotencyOptions, MatchOptions, Patch, RequestParts, RetryOptions } from "./transport.js";
export { verifyWebhook, WebhookVerificationError, type VerifyOptions, type WebhookHeaders } from "./webhooks.js";

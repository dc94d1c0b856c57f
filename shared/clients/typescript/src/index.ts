import { PassinstanceApi } from "./passinstance-api.js";
import { retryingFetch, type RetryOptions } from "./retrying-fetch.js";

export * from "./passinstance-api.js";
export type { RetryOptions } from "./retrying-fetch.js";

/** How to reach the API. */
export interface PassinstanceOptions extends RetryOptions {
  /** The API with its version, for example https://api.passinstance.com/api/v1 */
  baseUrl: string;
  /** An API key or an access token; keep it on your server. */
  apiKey: string;
  /** What sends the requests; the runtime's own fetch when left out. */
  fetch?: (url: RequestInfo, init?: RequestInit) => Promise<Response>;
}

/** A client of the Passinstance API, with retries and idempotency keys. */
export function createPassinstanceClient(options: PassinstanceOptions): PassinstanceApi {
  const send = options.fetch ?? ((url: RequestInfo, init?: RequestInit) => fetch(url, init));
  return new PassinstanceApi(options.baseUrl.replace(/\/+$/, ""), { fetch: retryingFetch(send, options.apiKey, options) });
}

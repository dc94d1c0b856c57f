import { PassinstanceError } from "./error.js";
import { PassinstanceApi } from "./passinstance-api.js";
import type { Credential, Fetch, RetryOptions } from "./transport.js";

/** How to reach the API, with either an API key or a client's id and secret. */
export interface PassinstanceOptions extends RetryOptions {
  /** The API with its version, for example https://api.passinstance.com/api/v1 */
  baseUrl: string;
  /** An API key or an access token; keep it on your server. */
  apiKey?: string | undefined;
  /** The id of an OAuth 2 client, in place of `apiKey`: access tokens are got and renewed as needed. */
  clientId?: string | undefined;
  /** The secret of the OAuth 2 client. */
  clientSecret?: string | undefined;
  /** The scopes of the access tokens, separated by spaces; all of the client's when left out. */
  scope?: string | undefined;
  /** Where access tokens are got. Default: `/oauth/token` of the API's host. */
  tokenUrl?: string | undefined;
  /** What sends the requests; the runtime's own fetch when left out. */
  fetch?: Fetch | undefined;
}

/** The Passinstance API: its operations, with retries and idempotency keys. Keep one for the life of the program. */
export class Passinstance extends PassinstanceApi {
  /** @throws TypeError when the address or the credential is missing or empty. */
  constructor(options: PassinstanceOptions) {
    const base = required(options.baseUrl, "baseUrl");
    const send: Fetch = options.fetch ?? ((url, init) => fetch(url, init));
    super(base, credentialOf(options, base, send), send, options);
  }
}

/** Makes a client; the same as `new Passinstance(options)`. */
export function createPassinstanceClient(options: PassinstanceOptions): Passinstance {
  return new Passinstance(options);
}

function credentialOf(options: PassinstanceOptions, baseUrl: string, send: Fetch): Credential {
  if (options.clientId === undefined && options.clientSecret === undefined) {
    const key = required(options.apiKey, "apiKey");
    return { isRenewable: false, get: () => Promise.resolve(key) };
  }
  if (options.apiKey !== undefined)
    throw new TypeError("Give either apiKey or clientId and clientSecret.");
  const id = required(options.clientId, "clientId");
  const secret = required(options.clientSecret, "clientSecret");
  const url = options.tokenUrl ?? new URL("/oauth/token", baseUrl).toString();
  return accessTokens(url, id, secret, options.scope, send);
}

// One token for all requests, renewed a minute before its end; requests that come meanwhile wait for the same one.
function accessTokens(url: string, id: string, secret: string, scope: string | undefined, send: Fetch): Credential {
  let token: Promise<{ value: string; end: number }> | undefined;
  async function get(): Promise<{ value: string; end: number }> {
    const body = new URLSearchParams({ grant_type: "client_credentials", ...(scope === undefined ? {} : { scope }) });
    const response = await send(url, {
      method: "POST",
      headers: {
        "Authorization": `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: body.toString(),
    });
    if (!response.ok)
      throw await PassinstanceError.from(response);
    const granted = await response.json() as { access_token: string; expires_in: number };
    return { value: granted.access_token, end: Date.now() + Math.max(granted.expires_in - 60, granted.expires_in / 2) * 1000 };
  }
  return {
    isRenewable: true,
    async get(rejected) {
      const known = token;
      if (known !== undefined) {
        const { value, end } = await known;
        if (Date.now() < end && value !== rejected)
          return value;
      }
      // Another request may have begun to renew it.
      if (token === known) {
        const next = get();
        token = next;
        next.catch(() => { if (token === next) token = undefined; });
      }
      return (await token!).value;
    },
  };
}

function required(value: string | undefined, name: string): string {
  if (typeof value !== "string" || value.trim() === "")
    throw new TypeError(`${name} is missing or empty. Is the environment variable set?`);
  return value.trim();
}

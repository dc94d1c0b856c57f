import { PassinstanceError } from "./error.js";

/** Settings of one call. */
export interface CallOptions {
  /** Ends the call, also while it waits for its next attempt. */
  signal?: AbortSignal | undefined;
  /** Further headers of the request. */
  headers?: Record<string, string> | undefined;
}

/** Settings of one call that has an effect. */
export interface IdempotencyOptions {
  /**
   * Your own key of the operation, for example the number of your order: the call has its effect once in 24 hours, also when your program
   * is started again. A random one when left out.
   */
  idempotencyKey?: string | undefined;
}

/** Settings of one call that changes an object. */
export interface MatchOptions {
  /** The `ETag` of the version you read; the call fails with 412 when the object has changed since. */
  ifMatch?: string | undefined;
}

/** How often and how long to retry. */
export interface RetryOptions {
  /** Attempts in all; 1 never retries. Default: 4. */
  attempts?: number | undefined;
  /** Milliseconds before the second attempt when the server names none; doubles from attempt to attempt, less a random part. Default: 500. */
  firstPause?: number | undefined;
  /** The longest pause in milliseconds; a response that asks for a longer one is given to the caller. Default: 60,000. */
  longestPause?: number | undefined;
}

/** What sends a request; the form of the runtime's own `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A change at every depth: null removes what may be left out. */
export type Patch<T> =
  unknown extends T ? T
  : T extends string | number | boolean | null | undefined | readonly unknown[] ? T
  : { [K in keyof T]: Patch<T[K]> | (string extends K ? null : undefined extends T[K] ? null : never) };

/** The values of query parameters; undefined ones are left out. */
export type Query = object;

/** What a request consists of beside its method and path. */
export interface RequestParts {
  query?: Query | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  content?: { type: string; body: Blob | ArrayBuffer | Uint8Array } | undefined;
  /** Gives the response's body as a Blob in place of parsed JSON. */
  binary?: boolean | undefined;
  options?: CallOptions & IdempotencyOptions & MatchOptions;
}

/** What requests are authorized with. */
export interface Credential {
  /** Whether another one can be got after the API rejected one. */
  readonly isRenewable: boolean;

  /** Gives the one of the next request: another than `rejected`. */
  get(rejected: string | undefined): Promise<string>;
}

const retried = new Set([429, 502, 503, 504]);

/** Sends requests, retries those that are safe to repeat, and turns error responses into exceptions. */
export class Transport {
  readonly #baseUrl: string;
  readonly #credential: Credential;
  readonly #fetch: Fetch;
  readonly #retries: RetryOptions;

  constructor(baseUrl: string, credential: Credential, fetch: Fetch, retries: RetryOptions) {
    this.#baseUrl = baseUrl.replace(/\/+$/, "");
    this.#credential = credential;
    this.#fetch = fetch;
    this.#retries = retries;
  }

  /**
   * Any request, for example to an operation that is newer than this client. The path begins after the version: `/passes`.
   * @throws PassinstanceError when the API responds with an error.
   */
  request<T = unknown>(method: string, path: string, parts: RequestParts = {}): Promise<T> {
    return this.send<T>(method.toUpperCase(), path, parts);
  }

  protected async send<T>(method: string, path: string, parts: RequestParts): Promise<T> {
    const response = await this.#respond(method, path, parts);
    if (!response.ok)
      throw await PassinstanceError.from(response);
    if (parts.binary)
      return await response.blob() as T;
    const text = await response.text();
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  protected async *pages<T>(
    read: (cursor: string | undefined) => Promise<{ data: T[]; hasMore: boolean; nextCursor: string | null }>,
  ): AsyncGenerator<T, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await read(cursor);
      yield* page.data;
      cursor = page.hasMore ? page.nextCursor ?? undefined : undefined;
    } while (cursor !== undefined);
  }

  async #respond(method: string, path: string, parts: RequestParts): Promise<Response> {
    const { attempts = 4, firstPause = 500, longestPause = 60_000 } = this.#retries;
    const { options = {} } = parts;
    const headers = new Headers(options.headers);
    headers.set("Accept", "application/json, */*;q=0.1");
    if (parts.body !== undefined)
      headers.set("Content-Type", "application/json");
    if (parts.content)
      headers.set("Content-Type", parts.content.type);
    if (options.ifMatch !== undefined)
      headers.set("If-Match", options.ifMatch);
    if (options.idempotencyKey !== undefined)
      headers.set("Idempotency-Key", options.idempotencyKey);
    else if (method === "POST" || method === "PUT")
      headers.set("Idempotency-Key", crypto.randomUUID());
    const body = parts.content ? parts.content.body as BodyInit : parts.body === undefined ? undefined : JSON.stringify(parts.body);
    const url = this.#baseUrl + path + queryOf(parts.query);

    let rejected: string | undefined;
    for (let attempt = 1; ; attempt++) {
      const credential = await this.#credential.get(rejected);
      headers.set("Authorization", `Bearer ${credential}`);
      let pause = firstPause * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
      try {
        const response = await this.#fetch(url, { method, headers, ...(body === undefined ? {} : { body }), signal: options.signal ?? null });
        if (response.status === 401 && rejected === undefined && this.#credential.isRenewable) {
          // A token that was revoked or signed by an old key: a new one, once.
          rejected = credential;
          await response.body?.cancel();
          continue;
        }
        if (!retried.has(response.status) || attempt >= attempts)
          return response;
        pause = retryAfter(response) ?? pause;
        if (pause > longestPause)
          return response;
        await response.body?.cancel();
      } catch (error) {
        // PATCH alone has neither a key nor an effect that is the same when repeated.
        if (attempt >= attempts || method === "PATCH" || options.signal?.aborted)
          throw error;
      }
      await wait(pause, options.signal);
    }
  }
}

function queryOf(query: Query | undefined): string {
  const values = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return values.length === 0 ? "" : "?" + new URLSearchParams(values.map(([name, value]) => [name, String(value)])).toString();
}

function retryAfter(response: Response): number | undefined {
  const header = response.headers.get("Retry-After");
  if (header === null)
    return undefined;
  const seconds = Number(header);
  const pause = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(pause) ? undefined : Math.max(0, pause);
}

function wait(pause: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, pause);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

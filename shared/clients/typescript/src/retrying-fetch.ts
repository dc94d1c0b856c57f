/** How often and how long to try again. */
export interface RetryOptions {
  /** Attempts in all; 1 never tries again. */
  attempts?: number;
  /** Milliseconds before the second attempt when the server names none; doubles from attempt to attempt, less a random part. */
  firstPause?: number;
  /** The longest pause in milliseconds; an answer that asks for a longer one is given to the caller. */
  longestPause?: number;
}

type Fetch = (url: RequestInfo, init?: RequestInit) => Promise<Response>;

const passing = new Set([429, 502, 503, 504]);
const idempotencyKey = "Idempotency-Key";

/**
 * A fetch that sends again after 429, 502, 503, 504 and broken connections, waits as long as Retry-After says, and gives every POST and PUT
 * an idempotency key that stays the same in all attempts, so that a repeated request has its effect once.
 */
export function retryingFetch(inner: Fetch, apiKey: string, options: RetryOptions = {}): Fetch {
  const { attempts = 4, firstPause = 500, longestPause = 60_000 } = options;
  return async (url, init = {}) => {
    const method = (init.method ?? "GET").toUpperCase();
    // A header that the caller left out comes from the generated code as an empty one.
    const headers = new Headers([...new Headers(init.headers)].filter(([, value]) => value !== ""));
    headers.set("Authorization", `Bearer ${apiKey}`);
    if ((method === "POST" || method === "PUT") && !headers.has(idempotencyKey))
      headers.set(idempotencyKey, crypto.randomUUID());

    for (let attempt = 1; ; attempt++) {
      let pause = firstPause * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
      try {
        const response = await inner(url, { ...init, headers });
        if (!passing.has(response.status) || attempt >= attempts)
          return response;
        pause = retryAfter(response) ?? pause;
        if (pause > longestPause)
          return response;
        await response.body?.cancel();
      } catch (error) {
        // A caller who gave up wants no further attempt; PATCH alone has neither a key nor an effect that is the same when repeated.
        if (attempt >= attempts || method === "PATCH" || init.signal?.aborted)
          throw error;
      }
      await new Promise(resolve => setTimeout(resolve, pause));
    }
  };
}

function retryAfter(response: Response): number | undefined {
  const header = response.headers.get("Retry-After");
  if (header === null)
    return undefined;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

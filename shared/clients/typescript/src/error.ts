import type { InvalidValue, Problem } from "./passinstance-api.js";

/** The API responded with an error. */
export class PassinstanceError extends Error {
  override readonly name = "PassinstanceError";
  /** The HTTP status. */
  readonly status: number;
  /** Stable code to branch on, for example `not_found`; undefined when the response is not of the API, for example a proxy's page. */
  readonly code: string | undefined;
  /** Id of the request. Include it when you ask for help. */
  readonly requestId: string | undefined;
  /** All invalid values of the request; empty when the error is not about them. */
  readonly errors: InvalidValue[];
  /** The whole body; undefined when it is not of the API. */
  readonly problem: Problem | undefined;
  /** The headers of the response, for example `Retry-After`. */
  readonly headers: Headers;

  constructor(status: number, headers: Headers, problem: Problem | undefined) {
    const errors = problem?.errors ?? [];
    super((problem?.message ?? `The server responded with status ${status} and without an error of the API.`)
      + errors.map(error => `\n${error.pointer}: ${error.detail}`).join(""));
    this.status = status;
    this.code = problem?.code;
    this.requestId = problem?.requestId ?? headers.get("X-Request-Id") ?? undefined;
    this.errors = errors;
    this.problem = problem;
    this.headers = headers;
  }

  /** Reads the error of a response. */
  static async from(response: Response): Promise<PassinstanceError> {
    const text = await response.text();
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    const isProblem = typeof body === "object" && body !== null && "code" in body && "message" in body;
    return new PassinstanceError(response.status, response.headers, isProblem ? body as Problem : undefined);
  }
}

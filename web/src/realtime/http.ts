/**
 * One way to call the server, one error for every failure.
 * "The server said no" carries its code and sentence; "no answer" is the code `NO_ANSWER` with status 0.
 */

/** What the injected `fetch` must do; the browser's own fits. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A refusal or a failure. `message` is a sentence for the person in front of the page. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** HTTP status, 0 when no answer came. */
  readonly status: number;
  /** A code of docs/codes.md, or `NO_ANSWER`, or `HTTP_<status>` when the answer had none. */
  readonly code: string;
  /** From Retry-After. */
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    extra: { retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.status = status;
    this.code = code;
    this.retryAfterMs = extra.retryAfterMs;
  }

  /** True when the same call may succeed later without the person changing anything. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** A failure that is no `Problem` is a fault of the page. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem
    ? error
    : new Problem(0, 'UNEXPECTED', 'The page failed.', { cause: error });
}

/** Longer than the server's slowest honest answer, shorter than a person's patience. */
const answerWithinMs = 20_000;

export interface Call {
  method?: 'GET' | 'POST' | 'DELETE';
  token?: string | undefined;
  /** Sent as JSON, or as octets when it is a `Uint8Array`. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Lets the call outlive the page; the browser allows 64 KiB of such bodies at once. */
  keepalive?: boolean;
  signal?: AbortSignal;
}

/** The answer, whatever its content, if its status is 2xx. Rejects with a `Problem` otherwise. */
export async function send(fetch: Fetch, url: string, call: Call = {}): Promise<Response> {
  const headers: Record<string, string> = { ...call.headers };
  const init: RequestInit = { method: call.method ?? 'GET', headers };
  if (call.token !== undefined) headers.authorization = `Bearer ${call.token}`;
  if (call.body instanceof Uint8Array) {
    headers['content-type'] = 'application/octet-stream';
    init.body = call.body as Uint8Array<ArrayBuffer>;
  } else if (call.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(call.body);
  }
  if (call.keepalive === true) init.keepalive = true;
  const timeout = AbortSignal.timeout(answerWithinMs);
  init.signal = call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]);

  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    throw new Problem(0, 'NO_ANSWER', 'The server cannot be reached.', { cause });
  }
  if (response.ok) return response;
  throw await readProblem(response);
}

/** As `send`, with the answer read as JSON. */
export async function fetchJson<T>(fetch: Fetch, url: string, call: Call = {}): Promise<T> {
  return readJson(await send(fetch, url, call));
}

export async function readJson<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new Problem(0, 'NO_ANSWER', 'The answer of the server broke off.', { cause });
  }
}

export async function readBytes(response: Response): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new Problem(0, 'NO_ANSWER', 'The answer of the server broke off.', { cause });
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined;
  const fallback = `The server answered ${String(response.status)}.`;
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    return new Problem(response.status, `HTTP_${String(response.status)}`, fallback, { retryAfterMs, cause });
  }
  const body = parseObject(text);
  const string = (key: string) => (typeof body[key] === 'string' ? body[key] : undefined);
  return new Problem(
    response.status,
    string('code') ?? `HTTP_${String(response.status)}`,
    string('detail') ?? string('title') ?? fallback,
    { retryAfterMs },
  );
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // A proxy's HTML page: the status says all there is to know.
  }
}

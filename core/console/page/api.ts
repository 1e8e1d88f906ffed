/** What came of a request: an answer, or why there is none. */
export type Answer<T> =
  | { readonly ok: true; readonly data: T }
  /** `status` 0: the host did not answer. */
  | { readonly ok: false; readonly status: number; readonly message?: string; readonly wait?: number };

const TIMEOUT = 15_000;

async function ask<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  try {
    // Relative to the page, for a proxy may put something before it.
    const response = await fetch(`api/${path}`, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
    const body = (await response.json().catch(() => undefined)) as
      | (T & { message?: string; wait?: number })
      | undefined;
    if (response.ok && body !== undefined) return { ok: true, data: body };
    const { message, wait } = body ?? {};
    return {
      ok: false,
      status: response.status,
      ...(typeof message === 'string' ? { message } : {}),
      ...(typeof wait === 'number' ? { wait } : {}),
    };
  } catch {
    return { ok: false, status: 0 };
  }
}

export const get = <T>(path: string): Promise<Answer<T>> => ask<T>(path, { headers: { accept: 'application/json' } });

export const post = (path: string, body: object = {}): Promise<Answer<object>> =>
  ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

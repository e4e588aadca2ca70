export interface Body {
  readonly version: number;
  readonly body: string;
}

/** What can come of a call, so that no caller has to know HTTP. */
export type Answer =
  | { readonly kind: 'read'; readonly version: number; readonly body: string; readonly savedAt: string | null }
  | { readonly kind: 'saved'; readonly version: number; readonly savedAt: string; readonly body: string | null }
  | { readonly kind: 'conflict'; readonly version: number; readonly body: string; readonly detail: string | null }
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string | null }
  | { readonly kind: 'unreachable'; readonly server: boolean };

// Browsers allow 64 KiB in all to outlive a page; headers and another tab's save need some of it.
const outlives = 60 * 1024;
const patience = 30_000;

export class Server {
  constructor(private readonly url: string, private readonly token: string) {}

  read(): Promise<Answer> {
    return this.#call({ method: 'GET', cache: 'no-store' }, (json, status) =>
      status === 200 && typeof json['version'] === 'number' && typeof json['body'] === 'string'
        ? { kind: 'read', version: json['version'], body: json['body'], savedAt: text(json['savedAt']) }
        : null);
  }

  save(body: Body, leaving: boolean): Promise<Answer> {
    const content = JSON.stringify(body);
    const keepalive = leaving && new Blob([content]).size <= outlives;
    const headers = { 'Content-Type': 'application/json', RequestVerificationToken: this.token };
    return this.#call({ method: 'POST', body: content, headers, keepalive }, (json, status) => {
      if (typeof json['version'] !== 'number') return null;
      if (status === 200) return { kind: 'saved', version: json['version'], savedAt: text(json['savedAt']) ?? new Date().toISOString(), body: text(json['body']) };
      if (status === 409) return { kind: 'conflict', version: json['version'], body: text(json['body']) ?? '', detail: text(json['detail']) };
      return null;
    });
  }

  async #call(request: RequestInit, understand: (json: Record<string, unknown>, status: number) => Answer | null): Promise<Answer> {
    let response: Response;
    let json: unknown = null;
    try {
      response = await fetch(this.url, {
        ...request,
        // A redirect is the sign-in page; following it would end in a page that answers 200.
        redirect: 'manual',
        credentials: 'same-origin',
        headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest', ...request.headers },
        signal: AbortSignal.timeout(patience),
      });
      const type = response.headers.get('Content-Type') ?? '';
      if (type.includes('json')) json = await response.json();
    } catch {
      return { kind: 'unreachable', server: false };
    }
    const fields = typeof json === 'object' && json !== null ? json as Record<string, unknown> : {};
    const understood = understand(fields, response.status);
    if (understood) return understood;
    if (response.status >= 500 || response.status === 429 || response.status === 408) return { kind: 'unreachable', server: true };
    return { kind: 'refused', status: response.type === 'opaqueredirect' ? 401 : response.status, detail: text(fields['detail']) };
  }
}

const text = (value: unknown): string | null => typeof value === 'string' && value !== '' ? value : null;

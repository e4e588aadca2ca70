/** Text that the server has not got yet, kept on this machine until it has. */
export interface Kept {
  readonly version: number;
  readonly body: string;
  readonly at: string;
  /** Fingerprints of the server bodies over which this text may be laid without a question. */
  readonly over: readonly string[];
  readonly tab: string;
}

// Not crypto.randomUUID: it exists only on https, and intranets serve http.
const tab = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

/** A 53-bit fingerprint (cyrb53): tells two texts apart, proves nothing. */
export function fingerprint(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}

export class Keep {
  /** Whether the last text really is on this machine: storage can be full or forbidden. */
  holds = false;

  constructor(private readonly key: string) {}

  read(): Kept | null {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.key) ?? 'null');
      return isKept(kept) ? kept : null;
    } catch {
      return null;
    }
  }

  write(text: Omit<Kept, 'tab' | 'at'>): void {
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...text, tab, at: new Date().toISOString() } satisfies Kept));
      this.holds = true;
    } catch {
      this.holds = false;
    }
  }

  /** Only one's own text: another tab of the same draft may have left its own since. */
  forget(anyTab = false): void {
    this.holds = false;
    try {
      if (anyTab || this.read()?.tab === tab) localStorage.removeItem(this.key);
    } catch {
      // Storage is forbidden: nothing was kept.
    }
  }
}

function isKept(value: unknown): value is Kept {
  const kept = value as Partial<Kept> | null;
  return typeof kept?.body === 'string' && typeof kept.version === 'number' && typeof kept.at === 'string'
    && typeof kept.tab === 'string' && Array.isArray(kept.over);
}

/** What the Blazor component passes in. Texts are keyed by the Chinese sentence, as everywhere in the console. */
export interface Options {
  readonly url: string;
  readonly antiforgeryToken: string;
  readonly storageKey: string;
  readonly readOnly: boolean;
  readonly timeZone: string;
  /** Whether the page shows the difference of a conflict itself; else the editor does. */
  readonly pageShowsConflict: boolean;
  readonly texts: Readonly<Record<string, string>>;
}

/** The one thing used of Blazor's DotNetObjectReference. */
export interface DotNetReference {
  invokeMethodAsync(method: string, ...args: unknown[]): Promise<unknown>;
}

export type Translate = (sentence: string, ...values: (string | number)[]) => string;

export function translator(texts: Readonly<Record<string, string>>): Translate {
  return (sentence, ...values) =>
    (texts[sentence] ?? sentence).replace(/\{(\d)\}/g, (hole, index: string) => String(values[Number(index)] ?? hole));
}

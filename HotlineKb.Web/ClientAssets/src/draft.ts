import { Keep, fingerprint, type Kept } from './kept';
import { Server, type Answer, type Body } from './server';

export type State =
  | 'loading' | 'unreadable'
  | 'kept'            // text of an earlier visit waits for a decision
  | 'saved' | 'unsaved' | 'saving'
  | 'offline' | 'refused' | 'conflict';

/** The text as the draft sees it; the editor behind it. */
export interface TextPort {
  read(): string;
  /** Undoable when it takes the place of something typed. */
  write(html: string, undoable: boolean): void;
  normalise(html: string): string;
}

export interface Outcome {
  readonly version: number;
  /** Null when the server has everything that was typed. */
  readonly error: State | null;
  readonly detail: string | null;
}

const pause = 1500;
const longest = 10_000;
const keepPause = 400;

/** Brings what is typed to the server and back: autosave, one save at a time, conflicts, lost connections. */
export class Draft {
  version = 0;
  state: State = 'loading';
  detail: string | null = null;
  status = 0;
  savedAt: string | null = null;
  serverFault = false;
  /** A reader is not asked about text kept here; it waits until writing is possible again. */
  readOnly = false;
  kept: Kept | null = null;
  conflict: Body | null = null;

  readonly #server: Server;
  readonly #keep: Keep;
  #base = '';
  /** Fingerprints of the server bodies that the text was typed over: replacing one of them takes nothing from anyone. */
  #over: readonly string[] = [];
  /** Texts that were sent and whose answer never came: the server may have any of them. */
  #unanswered = new Set<string>();
  #edits = 0;
  #dirtySince = 0;
  #flight: Promise<boolean> | null = null;
  #loading: Promise<void> | null = null;
  #saveTimer = 0;
  #keepTimer = 0;
  #retryTimer = 0;
  #failures = 0;
  #gone = false;

  constructor(
    url: string, token: string, storageKey: string,
    private readonly text: TextPort,
    private readonly changed: (draft: Draft) => void,
    private readonly saved: (version: number, savedAt: string) => void) {
    this.#server = new Server(url, token);
    this.#keep = new Keep(storageKey);
  }

  get dirty(): boolean { return this.#dirtySince > 0; }
  get keptHere(): boolean { return this.#keep.holds; }
  /** Typing now would lay one unsaved text over another, or over a text that is not there yet. */
  get locked(): boolean { return this.state === 'loading' || this.state === 'unreadable' || this.state === 'kept'; }

  load(): Promise<void> {
    return this.#loading ??= this.#load().finally(() => { this.#loading = null; });
  }

  async #load(): Promise<void> {
    clearTimeout(this.#retryTimer);
    this.#enter('loading');
    const answer = await this.#server.read();
    if (this.#gone) return;
    if (answer.kind !== 'read') {
      this.serverFault = answer.kind === 'unreachable' && answer.server;
      this.status = answer.kind === 'refused' ? answer.status : 0;
      this.#enter('unreadable', 'detail' in answer ? answer.detail : null);
      if (answer.kind === 'unreachable') this.#retryTimer = window.setTimeout(() => void this.load(), this.#delay());
      return;
    }
    this.#failures = 0;
    this.version = Math.max(this.version, answer.version);
    this.savedAt = answer.savedAt;
    this.text.write(answer.body, false);
    this.#rebase(this.text.read());

    const kept = this.#keep.read();
    const differs = kept !== null && kept.body !== this.#base;
    if (!differs) this.#keep.forget(true);
    this.kept = differs && !this.readOnly ? kept : null;
    this.#enter(this.kept ? 'kept' : 'saved');
  }

  /** The earlier text comes back; whether it still fits, the server says by its version. */
  restore(): void {
    const kept = this.kept;
    if (!kept) return;
    if (!kept.over.includes(fingerprint(this.#base))) {
      this.version = kept.version;
      this.#over = kept.over;
    }
    this.kept = null;
    this.text.write(kept.body, true);
    this.#touch();
    void this.flush();
  }

  discard(): void {
    this.kept = null;
    this.#keep.forget(true);
    this.#enter('saved');
  }

  typed(): void {
    if (!this.locked) this.#touch();
  }

  #touch(): void {
    this.#edits++;
    if (!this.dirty) this.#dirtySince = Date.now();
    this.#keepTimer ||= window.setTimeout(() => this.#keepNow(), keepPause);
    if (this.state === 'saved' || this.state === 'refused' || this.locked) this.#enter('unsaved');
    if (this.state === 'unsaved') this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#saveTimer);
    // Someone who never pauses still gets saved.
    const wait = Math.max(0, Math.min(pause, this.#dirtySince + longest - Date.now()));
    this.#saveTimer = window.setTimeout(() => void this.flush(), wait);
  }

  #keepNow(): void {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = 0;
    if (!this.dirty) return;
    const before = this.#keep.holds;
    this.#keep.write({ version: this.version, body: this.text.read(), over: [...this.#over, ...this.#unanswered] });
    if (before !== this.#keep.holds) this.changed(this);
  }

  /** Resolves when what was typed before the call is on the server, or cannot get there. */
  async flush(leaving = false): Promise<Outcome> {
    if (this.#loading) await this.#loading;
    const upTo = this.#edits;
    for (let sent = -1; this.dirty && sent < upTo && this.state !== 'conflict' && !this.locked; ) {
      if (this.#flight) {
        // It carries older text; the newest goes once it has landed.
        await this.#flight;
        continue;
      }
      sent = this.#edits;
      if (!await this.#start(leaving)) break;
    }
    const done = (!this.dirty || this.state === 'unsaved' || this.state === 'saving' || this.state === 'saved') && !this.locked;
    return { version: this.version, error: done ? null : this.state, detail: done ? null : this.detail };
  }

  /** The page goes away: there is time to write to this machine and to hand one request over, no more. */
  leave(): void {
    if (!this.dirty) return;
    this.#keepNow();
    if (!this.#flight && !this.#loading) void this.flush(true);
  }

  retry(): void {
    if (this.state === 'unreadable') void this.load();
    else if (this.dirty) void this.flush();
  }

  /** Another part of the form saved the same draft. */
  moved(version: number): void {
    this.version = Math.max(this.version, version);
  }

  takeMine(): void {
    if (!this.conflict) return;
    this.version = Math.max(this.version, this.conflict.version);
    this.#rebase(this.text.normalise(this.conflict.body));
    this.conflict = null;
    this.#enter('unsaved');
    void this.flush();
  }

  takeTheirs(): void {
    if (!this.conflict) return;
    this.version = Math.max(this.version, this.conflict.version);
    this.text.write(this.conflict.body, true);
    this.conflict = null;
    this.#settle(this.text.read(), new Date().toISOString());
  }

  close(): void {
    this.leave();
    this.#gone = true;
    clearTimeout(this.#saveTimer);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#keepTimer);
  }

  #start(leaving: boolean): Promise<boolean> {
    clearTimeout(this.#saveTimer);
    clearTimeout(this.#retryTimer);
    return this.#flight = this.#save(leaving).finally(() => { this.#flight = null; });
  }

  async #save(leaving: boolean): Promise<boolean> {
    const edits = this.#edits;
    const body = this.text.read();
    if (body === this.#base && this.#unanswered.size === 0) {
      // Typed and undone: the server has it.
      this.#settle(body, this.savedAt);
      return true;
    }
    this.#enter('saving');
    const mark = fingerprint(body);
    this.#unanswered.add(mark);
    let answer: Answer = await this.#server.save({ version: this.version, body }, leaving);
    // The version can move without the body (the title was saved, or an answer got lost): then nothing of another's is overwritten.
    for (let again = 0; answer.kind === 'conflict' && again < 5 && this.#isOurs(answer.body); again++) {
      this.version = Math.max(this.version, answer.version);
      answer = await this.#server.save({ version: this.version, body }, leaving);
    }
    if (answer.kind !== 'unreachable') this.#unanswered.delete(mark);

    switch (answer.kind) {
      case 'saved': {
        this.#failures = 0;
        this.#unanswered.clear();
        // Only the server's word counts here: it may have gone back (a restored backup).
        this.version = answer.version;
        this.savedAt = answer.savedAt;
        const theirs = answer.body === null ? body : this.text.normalise(answer.body);
        if (this.#edits === edits) {
          if (theirs !== body && !this.#gone) this.text.write(theirs, false);
          this.#settle(theirs, answer.savedAt);
        } else {
          this.#rebase(theirs);
          this.#dirtySince = Date.now();
          this.#enter('unsaved');
          if (this.#gone) void this.#start(true);
          else this.#schedule();
        }
        this.saved(this.version, answer.savedAt);
        return true;
      }
      case 'conflict':
        this.conflict = { version: answer.version, body: answer.body };
        this.#keepNow();
        this.#enter('conflict', answer.detail);
        return false;
      case 'unreachable':
        this.serverFault = answer.server;
        this.#keepNow();
        this.#enter('offline');
        if (!this.#gone) this.#retryTimer = window.setTimeout(() => void this.flush(), this.#delay());
        return false;
      default:
        this.status = 'status' in answer ? answer.status : 0;
        this.#keepNow();
        this.#enter('refused', 'detail' in answer ? answer.detail : null);
        return false;
    }
  }

  #isOurs(theirs: string): boolean {
    const mark = fingerprint(this.text.normalise(theirs));
    return this.#over.includes(mark) || this.#unanswered.has(mark);
  }

  #rebase(body: string): void {
    this.#base = body;
    this.#over = [fingerprint(body)];
  }

  #settle(base: string, savedAt: string | null): void {
    this.#rebase(base);
    this.#dirtySince = 0;
    this.savedAt = savedAt;
    clearTimeout(this.#keepTimer);
    this.#keepTimer = 0;
    this.#keep.forget();
    this.#enter('saved');
  }

  #delay(): number {
    // Many desks lose the connection at once; they should not all come back in the same second.
    return Math.min(30_000, 2000 * 2 ** this.#failures++) * (0.8 + 0.4 * Math.random());
  }

  #enter(state: State, detail: string | null = null): void {
    this.state = state;
    this.detail = detail;
    if (!this.#gone) this.changed(this);
  }
}

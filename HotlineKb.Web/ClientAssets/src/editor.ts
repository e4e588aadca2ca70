import { Editor, Extension } from '@tiptap/core';
import { el } from './dom';
import { Draft, type Outcome, type State } from './draft';
import { linkField } from './link-field';
import { translator, type DotNetReference, type Options } from './options';
import { cleanPaste } from './paste';
import { extensions, isSafeLink, normalise, toHtml } from './schema';
import { statusView } from './status';
import { toolbar } from './toolbar';

/** What the Blazor component holds. The text itself never crosses: the module fetches and posts it. */
export interface Handle {
  flush(): Promise<Outcome>;
  setReadOnly(readOnly: boolean): void;
  setVersion(version: number): void;
  getLength(): number;
  destroy(): void;
}

export function create(element: HTMLElement, options: Options, page: DotNetReference): Handle {
  const t = translator(options.texts);
  const surface = el('div', { class: 'body-editor-text' });
  const leaving = new AbortController();
  let readOnly = options.readOnly;
  let read = (): string => toHtml(editor.state.doc);

  // The circuit may be gone; saving does not depend on it. A closed editor is silent: the page may show another draft by then.
  const tell = (method: string, ...args: unknown[]): void => {
    if (!leaving.signal.aborted) page.invokeMethodAsync(method, ...args).catch(() => undefined);
  };

  const editor = new Editor({
    element: surface,
    extensions: [
      ...extensions(),
      Extension.create({
        name: 'houseKeys',
        addKeyboardShortcuts: () => ({
          'Mod-k': () => { link.open(); return true; },
          'Mod-\\': () => editor.chain().unsetAllMarks().clearNodes().run(),
          'Alt-F10': () => { tools.element.querySelector<HTMLElement>('[tabindex="0"]')?.focus(); return true; },
        }),
      }),
    ],
    editable: false,
    // Its style element would be without a nonce; editor.css has the few rules that are needed.
    injectCSS: false,
    editorProps: {
      attributes: { role: 'textbox', 'aria-label': t('正文'), 'aria-multiline': 'true', spellcheck: 'false' },
      transformPastedHTML(html) {
        const pasted = cleanPaste(html);
        if (pasted.images) status.notice(t('已去掉 {0} 张图片：正文不能放图片，请用文字或附件', pasted.images));
        return pasted.html;
      },
      handlePaste: (_, event) => refuseFiles(event.clipboardData),
      handleDrop: (_, event) => refuseFiles(event.dataTransfer),
      handleDOMEvents: {
        // Blazor's router listens on the document and would leave the page with the draft in it.
        click(_, event) {
          const address = event.target instanceof Element ? event.target.closest('a')?.getAttribute('href') : null;
          if (!address) return false;
          event.preventDefault();
          if ((readOnly || event.ctrlKey || event.metaKey) && isSafeLink(address)) window.open(address, '_blank', 'noopener,noreferrer');
          return false;
        },
      },
    },
  });

  function refuseFiles(data: DataTransfer | null): boolean {
    // Office puts a picture of the selection beside its HTML; only files alone are a picture pasted as such.
    if (!data?.files.length || data.types.includes('text/html') || data.types.includes('text/plain')) return false;
    status.notice(t('正文不能放图片或文件，请用文字或附件'));
    return true;
  }

  const link = linkField(editor, t);
  const tools = toolbar(editor, t, () => link.open());
  const status = statusView(t, options.timeZone, {
    mine: () => read(),
    showConflict: options.pageShowsConflict ? version => tell('conflict', version) : null,
  });

  function arrange(now: Draft): void {
    const editable = !readOnly && !now.locked;
    if (editor.isEditable !== editable) editor.setEditable(editable, false);
    element.classList.toggle('body-editor-locked', now.locked);
    tools.element.hidden = readOnly;
    tools.element.inert = !editable;
  }

  let lastState: State | null = null;
  const draft = new Draft(
    options.url, options.antiforgeryToken, options.storageKey,
    {
      read: () => read(),
      normalise: html => normalise(editor.schema, html),
      write(html, undoable) {
        // An input method is in the middle of a word; what the server tidied can wait for the next opening.
        if (!undoable && editor.view.composing) return;
        const { from, to } = editor.state.selection;
        const end = (): number => editor.state.doc.content.size;
        editor.chain().setMeta('addToHistory', undoable).setContent(html, { emitUpdate: false }).run();
        editor.commands.setTextSelection({ from: Math.min(from, end()), to: Math.min(to, end()) });
      },
    },
    now => {
      arrange(now);
      status.show(now);
      if (lastState !== now.state) tell('state', lastState = now.state);
    },
    (version, savedAt) => tell('saved', version, savedAt));

  // Work that need not be done between two keystrokes.
  const length = (): number => editor.state.doc.textContent.length;
  let counting = 0;
  let frame = 0;
  const soon = (): void => {
    counting ||= window.setTimeout(() => { counting = 0; status.count(length()); }, 200);
    frame ||= requestAnimationFrame(() => { frame = 0; if (!readOnly) tools.refresh(); });
  };
  editor.on('transaction', soon);
  editor.on('update', () => draft.typed());
  editor.on('blur', () => void draft.flush());

  const on = <K extends keyof WindowEventMap>(type: K, act: (event: WindowEventMap[K]) => void): void =>
    window.addEventListener(type, act, { signal: leaving.signal });
  on('pagehide', () => draft.leave());
  on('online', () => draft.retry());
  on('beforeunload', event => {
    // Asked only when leaving would really lose something.
    draft.leave();
    if (draft.dirty && !draft.keptHere) event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) draft.leave();
    else if (draft.state === 'offline') draft.retry();
  }, { signal: leaving.signal });

  draft.readOnly = readOnly;
  element.replaceChildren(tools.element, link.element, status.bar, surface, status.foot);
  void draft.load();

  return {
    flush: () => draft.flush(),
    setReadOnly(value) {
      readOnly = draft.readOnly = value;
      link.close();
      // Who may write again sees what the server has by now, and what was kept here.
      if (!value && !draft.dirty) void draft.load();
      else void draft.flush();
      arrange(draft);
    },
    setVersion: version => draft.moved(version),
    getLength: length,
    destroy() {
      leaving.abort();
      // An answer may still come in after the editor is gone.
      const last = read();
      read = () => last;
      draft.close();
      clearTimeout(counting);
      cancelAnimationFrame(frame);
      editor.destroy();
      element.replaceChildren();
    },
  };
}

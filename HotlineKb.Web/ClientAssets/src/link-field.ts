import type { Editor } from '@tiptap/core';
import { button, el } from './dom';
import type { Translate } from './options';
import { isSafeLink } from './schema';

export interface LinkField {
  readonly element: HTMLElement;
  open(): void;
  close(): void;
}

/** People type www.gov.cn, a mailbox or a number; null is what cannot be a link. */
export function toAddress(typed: string): string | null {
  const text = typed.trim();
  if (isSafeLink(text)) return text;
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/]+:\d+(\/|$)/.test(text)) return null;
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
  if (/^\+?[\d -]{5,20}$/.test(text)) return `tel:${text.replace(/[ -]/g, '')}`;
  return /^[^\s/]+\.[^\s/]{2,}(\/\S*)?$/.test(text) ? `https://${text}` : null;
}

export function linkField(editor: Editor, t: Translate): LinkField {
  const input = el('input', { type: 'text', inputmode: 'url', autocomplete: 'off', spellcheck: 'false', 'aria-label': t('链接地址'), placeholder: 'https://' });
  const wrong = el('span', { role: 'alert', class: 'body-editor-wrong' });

  const close = (): void => {
    if (element.hidden) return;
    element.hidden = true;
    editor.commands.focus();
  };
  const apply = (): void => {
    const address = toAddress(input.value);
    if (!address) {
      wrong.textContent = t('请填写网址、邮箱或电话');
      input.setAttribute('aria-invalid', 'true');
      input.focus();
      return;
    }
    element.hidden = true;
    const commands = editor.chain().focus();
    if (editor.state.selection.empty && !editor.isActive('link'))
      commands.insertContent({ type: 'text', text: input.value.trim(), marks: [{ type: 'link', attrs: { href: address } }] }).unsetMark('link').run();
    else commands.extendMarkRange('link').setLink({ href: address }).run();
  };
  const remove = button(t('移除链接'), () => {
    element.hidden = true;
    editor.chain().focus().extendMarkRange('link').unsetLink().run();
  });
  const element = el('div', { role: 'group', 'aria-label': t('链接'), class: 'body-editor-link', hidden: true },
    input, button(t('确定'), apply), remove, button(t('取消'), close), wrong);
  element.addEventListener('keydown', event => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && event.target === input) apply();
    else return;
    // The form around must not be submitted, nor a dialog around be closed.
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    element,
    close,
    open() {
      const current: unknown = editor.getAttributes('link')['href'];
      input.value = typeof current === 'string' ? current : '';
      input.removeAttribute('aria-invalid');
      wrong.textContent = '';
      remove.hidden = !input.value;
      element.hidden = false;
      input.focus();
      input.select();
    },
  };
}

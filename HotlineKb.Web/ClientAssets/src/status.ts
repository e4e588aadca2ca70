import { difference } from './difference';
import { button, el } from './dom';
import type { Draft } from './draft';
import type { Translate } from './options';

export interface StatusView {
  readonly bar: HTMLElement;
  readonly foot: HTMLElement;
  show(draft: Draft): void;
  count(characters: number): void;
  /** A word about something that just happened, until the next one or until it is waved away. */
  notice(sentence: string): void;
}

export interface StatusActs {
  readonly mine: () => string;
  readonly showConflict: ((version: number) => void) | null;
}

/** Says in words what has become of the text, above it when something must be decided, below it always. */
export function statusView(t: Translate, timeZone: string, acts: StatusActs): StatusView {
  const decision = el('div', { class: 'body-editor-bar', hidden: true });
  const note = el('div', { class: 'body-editor-bar', hidden: true });
  const live = el('div', { role: 'status' }, note);
  const alert = el('div', { role: 'alert' }, decision);
  const bar = el('div', {}, alert, live);
  const state = el('span', { role: 'status', class: 'body-editor-state' });
  const again = el('span');
  const number = el('span', { class: 'body-editor-count' });
  const foot = el('div', { class: 'body-editor-foot' }, state, again, number);

  const time = (iso: string | null): string => {
    const at = iso ? new Date(iso) : null;
    if (!at || Number.isNaN(at.getTime())) return '';
    const sameDay = new Intl.DateTimeFormat('en-CA', { timeZone }).format(at) === new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());
    return new Intl.DateTimeFormat('zh-CN', {
      timeZone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit', second: '2-digit',
      ...(sameDay ? {} : { month: '2-digit', day: '2-digit' }),
    }).format(at).replace('/', '-');
  };

  const reason = (draft: Draft): string =>
    draft.detail ?? (draft.status === 401 ? t('登录已过期，请在另一个标签页登录后重试') : draft.status === 413 ? t('正文太长') : t('服务器没有接受（{0}）', draft.status));
  const trouble = (draft: Draft): string => draft.keptHere
    ? t(draft.serverFault ? '未保存，服务器暂时不能保存，内容已留在本机' : '未保存，连接中断，内容已留在本机')
    : t(draft.serverFault ? '未保存，服务器暂时不能保存，请不要关闭本页' : '未保存，连接中断，请不要关闭本页');

  const words = (draft: Draft): string => {
    switch (draft.state) {
      case 'loading': return t('正在读取正文…');
      case 'unreadable': return t('正文读取失败');
      case 'kept': return t('本机有未保存的内容');
      case 'saved': return draft.savedAt ? t('已保存 {0}', time(draft.savedAt)) : t('已保存');
      case 'unsaved': return t('未保存');
      case 'saving': return t('正在保存…');
      case 'offline': return trouble(draft);
      case 'refused': return t('未保存：{0}', reason(draft));
      case 'conflict': return t('未保存，已被他人修改');
    }
  };

  const decide = (sentence: string, ...buttons: HTMLElement[]): void => {
    decision.replaceChildren(el('span', {}, sentence), ...buttons);
    decision.hidden = false;
  };

  const showDifference = (draft: Draft): void => {
    const conflict = draft.conflict;
    if (!conflict) return;
    if (acts.showConflict) {
      acts.showConflict(conflict.version);
      return;
    }
    const old = decision.querySelector('.body-editor-difference');
    if (old) {
      old.remove();
      return;
    }
    const changes = difference(acts.mine(), conflict.body);
    decision.append(el('ul', { class: 'body-editor-difference', 'aria-label': t('差异') }, ...changes.map(change =>
      el('li', { class: change.kind }, el('b', {}, t(change.kind === 'mine' ? '我的' : '对方的')), ` ${change.text}`))));
  };

  let decided = '';
  return {
    bar,
    foot,
    show(draft) {
      // Retries go on in the background; the line should not flicker with each.
      if (draft.state !== 'saving' || state.dataset['state'] !== 'offline') {
        state.textContent = words(draft);
        state.dataset['state'] = draft.state;
      }
      const retry = draft.state === 'offline' || draft.state === 'refused';
      if (retry !== again.hasChildNodes()) again.replaceChildren(...(retry ? [button(t('立即重试'), () => draft.retry())] : []));

      // Rebuilt only when it changes: the buttons keep the focus, and a screen reader says it once.
      const decisionNow = draft.state === 'conflict' ? `conflict ${draft.conflict?.version}` : draft.state === 'saving' ? '' : draft.state;
      if (decisionNow === decided) return;
      decided = decisionNow;
      switch (draft.state) {
        case 'unreadable':
          decide(draft.status ? t('正文读取失败：{0}', reason(draft)) : t('正文读取失败，连接中断，正在重试'), button(t('重试'), () => draft.retry()));
          break;
        case 'kept': {
          const characters = new DOMParser().parseFromString(draft.kept?.body ?? '', 'text/html').body.textContent?.length ?? 0;
          decide(t('本机留有 {0} 未保存的内容（{1} 字），请先选择', time(draft.kept?.at ?? null), characters),
            button(t('恢复'), () => draft.restore()), button(t('丢弃'), () => draft.discard()));
          break;
        }
        case 'conflict':
          decide(draft.detail ?? t('正文已被他人修改，你的内容还在这里，没有保存'),
            button(t('查看差异'), () => showDifference(draft)), button(t('以我的为准'), () => draft.takeMine()), button(t('用对方的'), () => draft.takeTheirs()));
          break;
        default:
          decision.hidden = true;
          decision.replaceChildren();
      }
    },
    count(characters) {
      number.textContent = t('{0} 字', characters.toLocaleString('zh-CN'));
    },
    notice(sentence) {
      note.replaceChildren(el('span', {}, sentence), button(t('知道了'), () => { note.hidden = true; }));
      note.hidden = false;
    },
  };
}

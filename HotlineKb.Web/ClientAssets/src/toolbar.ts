import type { ChainedCommands, Editor } from '@tiptap/core';
import { AllSelection, Selection } from '@tiptap/pm/state';
import { button, el, icon } from './dom';
import type { Translate } from './options';

interface Tool {
  readonly label: string;
  readonly path: string;
  readonly keys?: string;
  readonly pressed?: (editor: Editor) => boolean;
  readonly can?: (editor: Editor) => boolean;
  readonly act: (editor: Editor) => void;
}

const chain = (act: (commands: ChainedCommands) => ChainedCommands) => (editor: Editor): void => {
  act(editor.chain().focus()).run();
};

const heading = (level: 3 | 4): Pick<Tool, 'pressed' | 'act'> => ({
  pressed: editor => editor.isActive('heading', { level }),
  act: chain(commands => commands.toggleHeading({ level })),
});

const textTools: readonly (readonly Tool[])[] = [
  [
    { label: '标题', keys: 'Ctrl+Alt+3', path: 'M3 4v12M11 4v12M3 10h8M14.5 8.5h3.5l-2 2.6a2.1 2.1 0 1 1-1.7 3.4', ...heading(3) },
    { label: '小标题', keys: 'Ctrl+Alt+4', path: 'M3 4v12M11 4v12M3 10h8M17 16V8.5l-3 5h4.5', ...heading(4) },
  ],
  [
    { label: '加粗', keys: 'Ctrl+B', path: 'M6 4h4.5a3 3 0 0 1 0 6H6zM6 10h5.5a3 3 0 0 1 0 6H6z', pressed: editor => editor.isActive('bold'), act: chain(commands => commands.toggleBold()) },
    { label: '斜体', keys: 'Ctrl+I', path: 'M8.5 4h6M5.5 16h6M11.5 4l-3 12', pressed: editor => editor.isActive('italic'), act: chain(commands => commands.toggleItalic()) },
  ],
  [
    { label: '无序列表', keys: 'Ctrl+Shift+8', path: 'M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01', pressed: editor => editor.isActive('bulletList'), act: chain(commands => commands.toggleBulletList()) },
    { label: '有序列表', keys: 'Ctrl+Shift+7', path: 'M8 5h9M8 10h9M8 15h9M2.5 4l1.5-.8V8M2.4 13a1.2 1.2 0 1 1 2.1 1L2.4 17h2.4', pressed: editor => editor.isActive('orderedList'), act: chain(commands => commands.toggleOrderedList()) },
    { label: '引用', keys: 'Ctrl+Shift+B', path: 'M4 4v12M8 6h9M8 10h9M8 14h6', pressed: editor => editor.isActive('blockquote'), act: chain(commands => commands.toggleBlockquote()) },
  ],
];

const endTools: readonly Tool[] = [
  { label: '清除格式', keys: 'Ctrl+\\', path: 'M5 4h11M10.5 4 8.5 12M3 16l14-6', act: chain(commands => commands.unsetAllMarks().clearNodes()) },
  { label: '撤销', keys: 'Ctrl+Z', path: 'M7 4 3 8l4 4M3 8h8.5a4.5 4.5 0 0 1 0 9H8', can: editor => editor.can().undo(), act: chain(commands => commands.undo()) },
  { label: '重做', keys: 'Ctrl+Shift+Z', path: 'M13 4l4 4-4 4M17 8H8.5a4.5 4.5 0 0 0 0 9H12', can: editor => editor.can().redo(), act: chain(commands => commands.redo()) },
];

const inTable = (editor: Editor): boolean => editor.isActive('table');
const frame = 'M3 4h14v12H3z';
const tableTools: readonly Tool[] = [
  { label: '上方插入行', path: 'M3 10h14v6H3zM10 2v5M7.5 4.5h5', act: chain(commands => commands.addRowBefore()) },
  { label: '下方插入行', path: 'M3 4h14v6H3zM10 13v5M7.5 15.5h5', act: chain(commands => commands.addRowAfter()) },
  { label: '左侧插入列', path: 'M10 3h6v14h-6zM2 10h5M4.5 7.5v5', act: chain(commands => commands.addColumnBefore()) },
  { label: '右侧插入列', path: 'M4 3h6v14H4zM13 10h5M15.5 7.5v5', act: chain(commands => commands.addColumnAfter()) },
  { label: '删除行', path: 'M3 7h14v6H3zM8 8.5l4 3M12 8.5l-4 3', act: chain(commands => commands.deleteRow()) },
  { label: '删除列', path: 'M7 3h6v14H7zM8.5 8l3 4M11.5 8l-3 4', act: chain(commands => commands.deleteColumn()) },
  { label: '标题行', path: `${frame}M3 8h14M3 6h14`, pressed: editor => editor.isActive('tableHeader'), act: chain(commands => commands.toggleHeaderRow()) },
  { label: '合并或拆分单元格', path: `${frame}M6 10h3M11 10h3M7.5 8.5 9 10l-1.5 1.5M12.5 8.5 11 10l1.5 1.5`, can: editor => editor.can().mergeOrSplit(), act: chain(commands => commands.mergeOrSplit()) },
  { label: '删除表格', path: `${frame}M7 7.5l6 5M13 7.5l-6 5`, act: chain(commands => commands.deleteTable()) },
];

export interface Toolbar {
  readonly element: HTMLElement;
  refresh(): void;
}

export function toolbar(editor: Editor, t: Translate, openLink: () => void): Toolbar {
  const shown: { tool: Tool; button: HTMLButtonElement }[] = [];
  const make = (tool: Tool): HTMLButtonElement => {
    const label = t(tool.label);
    const act = (): void => {
      const { doc, selection } = editor.state;
      // Ctrl+A selects the document itself, from which no list or quote can be taken off.
      if (selection instanceof AllSelection && tool.pressed?.(editor))
        editor.commands.setTextSelection({ from: Selection.atStart(doc).from, to: Selection.atEnd(doc).to });
      tool.act(editor);
    };
    const made = button(label, act, {
      'aria-label': label,
      title: tool.keys ? `${label} (${tool.keys})` : label,
      tabindex: '-1',
      ...(tool.keys ? { 'aria-keyshortcuts': tool.keys.replace('Ctrl', 'Control') } : {}),
      ...(tool.pressed ? { 'aria-pressed': 'false' } : {}),
    }, icon(tool.path));
    shown.push({ tool, button: made });
    return made;
  };
  const group = (tools: readonly Tool[]): HTMLElement => el('span', { class: 'body-editor-group' }, ...tools.map(make));

  const link: Tool = { label: '链接', keys: 'Ctrl+K', path: 'M8.5 11.5a3 3 0 0 0 4.3 0l3-3a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-3 3a3 3 0 0 0 4.3 4.3l1-1', pressed: at => at.isActive('link'), act: openLink };
  const table: Tool = { label: '表格', path: `${frame}M3 8h14M3 12h14M8 4v12M12.5 4v12`, can: at => !inTable(at), act: chain(commands => commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true })) };
  const tables = el('span', { role: 'group', 'aria-label': t('表格'), class: 'body-editor-group', hidden: true }, ...tableTools.map(make));
  const element = el('div', { role: 'toolbar', 'aria-label': t('正文格式'), class: 'body-editor-tools' },
    ...textTools.map(group), group([link, table]), group(endTools), tables);

  // One stop for the Tab key, arrows inside: the pattern screen readers announce for a toolbar.
  const reachable = (): HTMLButtonElement[] => shown.map(each => each.button).filter(each => !each.closest('[hidden]'))
    .sort((a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  const stopAt = (target: HTMLButtonElement): void => { for (const { button: each } of shown) each.tabIndex = each === target ? 0 : -1; };
  element.addEventListener('focusin', event => { if (event.target instanceof HTMLButtonElement) stopAt(event.target); });
  element.addEventListener('keydown', event => {
    const buttons = reachable();
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined) {
      if (event.key === 'Escape') editor.commands.focus();
      return;
    }
    event.preventDefault();
    buttons[(next + buttons.length) % buttons.length]?.focus();
  });
  stopAt(shown.map(each => each.button).find(each => !each.closest('[hidden]'))!);

  return {
    element,
    refresh() {
      tables.hidden = !inTable(editor);
      for (const { tool, button: each } of shown) {
        if (tool.pressed) each.setAttribute('aria-pressed', String(tool.pressed(editor)));
        // aria-disabled, not disabled: a disabled button would drop the keyboard out of the toolbar.
        if (tool.can) each.setAttribute('aria-disabled', String(!tool.can(editor)));
      }
      const stop = shown.find(each => each.button.tabIndex === 0);
      if (stop?.button.closest('[hidden]')) stopAt(reachable()[0]!);
    },
  };
}

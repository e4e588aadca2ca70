import type { Extensions } from '@tiptap/core';
import { Heading } from '@tiptap/extension-heading';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import StarterKit from '@tiptap/starter-kit';
import { DOMParser as ProseParser, DOMSerializer, type Node, type Schema } from '@tiptap/pm/model';
import { HouseQuote } from './quote';

const safe = /^(https?:\/\/|mailto:|tel:)/i;
export const isSafeLink = (address: string): boolean => safe.test(address.trim());

/** Headings of other levels are headings of the house's two levels, not plain paragraphs. */
const HouseHeading = Heading.extend({
  parseHTML: () => [
    ...['h1', 'h2', 'h3'].map(tag => ({ tag, attrs: { level: 3 } })),
    ...['h4', 'h5', 'h6'].map(tag => ({ tag, attrs: { level: 4 } })),
  ],
}).configure({ levels: [3, 4] });

/** What can exist in a body. What is not here cannot be typed, pasted or loaded. */
export function extensions(): Extensions {
  return [
    StarterKit.configure({
      heading: false,
      blockquote: false,
      code: false,
      codeBlock: false,
      // A line to click on is needed only after what the caret cannot leave by itself.
      trailingNode: { notAfter: ['paragraph', 'heading', 'bulletList', 'orderedList', 'blockquote'] },
      link: {
        openOnClick: false,
        // A Chinese sentence has no space after an address: 见www.gov.cn办理 would become a wrong link.
        autolink: false,
        defaultProtocol: 'https',
        isAllowedUri: isSafeLink,
        HTMLAttributes: { target: null, rel: null, class: null },
      },
    }),
    HouseHeading,
    HouseQuote,
    Table.configure({ resizable: false }),
    TableRow,
    TableHeader,
    TableCell,
  ];
}

// Without a window: nothing in it loads or runs.
const inert = document.implementation.createHTMLDocument('');
const kept: Readonly<Record<string, readonly string[]>> = { A: ['href'], TD: ['colspan', 'rowspan'], TH: ['colspan', 'rowspan'] };

function unwrapParagraph(item: Element): void {
  const first = item.firstElementChild;
  if (first?.tagName !== 'P') return;
  // 「<li>甲<ul>…</ul></li>」 reads back the same; two paragraphs, or a paragraph after text, would not.
  const rest = [...item.children].slice(1);
  const alone = item.tagName === 'LI' ? rest.every(child => child.tagName === 'UL' || child.tagName === 'OL') : rest.length === 0;
  if (alone) first.replaceWith(...first.childNodes);
}

function headRows(table: Element): void {
  const body = table.querySelector(':scope > tbody');
  if (!body) return;
  const rows = [...body.children];
  const heads = rows.findIndex(row => [...row.children].some(cell => cell.tagName !== 'TH'));
  // A cell that reaches down out of the head would be cut off by it.
  const head = heads < 0 ? [] : rows.slice(0, heads);
  if (!head.length || head.some((row, at) => [...row.children].some(cell => at + Number(cell.getAttribute('rowspan') ?? 1) > head.length))) return;
  const section = body.ownerDocument.createElement('thead');
  section.append(...head);
  body.before(section);
}

// A node never changes, so its HTML is written once: a key in 200 KB costs the HTML of one paragraph.
const written = new WeakMap<Node, string>();

/** The house's HTML: only the agreed tags and attributes, no style, no wrapper that says nothing. */
export function toHtml(doc: Node): string {
  const blocks: string[] = [];
  let end = doc.childCount;
  // The editor keeps a line to click on after a table; it is not text.
  while (end > 0 && doc.child(end - 1).type.name === 'paragraph' && doc.child(end - 1).childCount === 0) end--;
  for (let at = 0; at < end; at++) {
    const block = doc.child(at);
    let html = written.get(block);
    if (html === undefined) written.set(block, html = blockToHtml(block));
    blocks.push(html);
  }
  return blocks.join('');
}

function blockToHtml(block: Node): string {
  const host = inert.createElement('div');
  host.append(DOMSerializer.fromSchema(block.type.schema).serializeNode(block, { document: inert }));
  for (const group of host.querySelectorAll('colgroup')) group.remove();
  for (const element of host.querySelectorAll('*')) {
    const keep = kept[element.tagName] ?? [];
    for (const { name, value } of [...element.attributes])
      if (!keep.includes(name) || (name !== 'href' && value === '1')) element.removeAttribute(name);
  }
  for (const item of host.querySelectorAll('li, td, th')) unwrapParagraph(item);
  for (const table of host.querySelectorAll('table')) headRows(table);
  return host.innerHTML;
}

/** The same body in the house's writing, so that two bodies can be compared. */
export function normalise(schema: Schema, html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  return toHtml(ProseParser.fromSchema(schema).parse(body));
}

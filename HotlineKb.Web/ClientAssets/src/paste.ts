const office = /urn:schemas-microsoft-com|class="?'?Mso|mso-|<o:p|content="?(Word|Excel|WPS)/i;
const cjk = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…]/;
const ordinal = /^[(（]?(?:\d+(?:\.\d+)*[.)．、）]?|[a-zA-Z]{1,4}[.)．、）]|[一二三四五六七八九十百]+[.)．、）]?|[①-⑳])$/;
// Markers typed as text that Word leaves when it sends no mso-list (Outlook, older WPS).
const typedMarker = /^([·•●■◆§Øo–-]|[(（]?\d+[.)）、]|[(（]?[a-zA-Z][.)）])[\u00a0 ]{2,}/;
const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const lowered = '₀₁₂₃₄₅₆₇₈₉';

export interface Pasted {
  readonly html: string;
  readonly images: number;
}

/** What Word, WPS, Excel and web pages put on the clipboard, reduced to what the words and tables mean. */
export function cleanPaste(html: string): Pasted {
  // The editor's own copies are clean, and carry how they nest.
  if (html.includes('data-pm-slice')) return { html, images: 0 };
  const doc = new DOMParser().parseFromString(html, 'text/html');
  const body = doc.body;
  const fromOffice = office.test(html);

  dropUnseen(body);
  const images = dropImages(body);
  if (fromOffice) {
    joinBrokenLines(body);
    realLists(body);
  }
  unwrapForeign(body);
  keepEmphasis(body);
  digitsOfScripts(body);
  houseHeadings(body);
  cleanLinks(body);
  stripAttributes(body);
  if (fromOffice) dropBlankLines(body);
  return { html: body.innerHTML, images };
}

const replaceTag = (element: Element, tag: string): void => {
  const other = element.ownerDocument.createElement(tag);
  other.append(...element.childNodes);
  element.replaceWith(other);
};

const wrapInside = (element: Element, tag: string): void => {
  const mark = element.ownerDocument.createElement(tag);
  mark.append(...element.childNodes);
  element.append(mark);
};

function dropUnseen(body: HTMLElement): void {
  const comments = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (comments.nextNode()) found.push(comments.currentNode);
  for (const comment of found) (comment as Comment).remove();
  for (const element of body.querySelectorAll('style, script, meta, link, title, xml, template, noscript, iframe, object, input, button, select, textarea, .msoDel'))
    element.remove();
  // Excel ends a table with a hidden row that only sets widths.
  for (const element of body.querySelectorAll<HTMLElement>('[style]'))
    if (element.style.display === 'none') element.remove();
}

function dropImages(body: HTMLElement): number {
  const pictures = [...body.querySelectorAll('img, svg, canvas, video, audio')].filter(element => !element.parentElement?.closest('svg'));
  for (const picture of pictures) picture.remove();
  return pictures.length;
}

/** Word breaks its source lines inside Chinese sentences, and HTML would show each break as a blank. */
function joinBrokenLines(body: HTMLElement): void {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  texts.forEach((text, at) => {
    const before = at > 0 ? texts[at - 1]!.data.slice(-1) : '';
    const after = texts[at + 1]?.data[0] ?? '';
    text.data = text.data.replace(/[ \t]*\r?\n[ \t]*/g, (gap: string, offset: number) => {
      const left = text.data[offset - 1] ?? before;
      const right = text.data[offset + gap.length] ?? after;
      return cjk.test(left) && cjk.test(right) ? '' : ' ';
    });
  });
}

interface Item {
  readonly paragraph: HTMLElement;
  readonly list: string;
  readonly level: number;
  readonly ordered: boolean;
  readonly number: number;
}

function readItem(paragraph: HTMLElement): Item | null {
  const style = paragraph.getAttribute('style') ?? '';
  const place = /mso-list:\s*(l\d+)\s+level(\d)\s*(lfo\d+)?/i.exec(style);
  let marker = '';
  if (place) {
    for (const span of paragraph.querySelectorAll<HTMLElement>('span[style*="mso-list"]')) {
      if (!/mso-list:\s*Ignore/i.test(span.getAttribute('style') ?? '')) continue;
      marker = (span.textContent ?? '').replace(/[\s\u00a0]+/g, '');
      span.remove();
    }
  } else {
    const typed = /^MsoListParagraph/i.test(paragraph.className) ? typedMarker.exec((paragraph.textContent ?? '').trimStart()) : null;
    if (!typed) return null;
    marker = typed[1]!;
    takeFromStart(paragraph, typed[0].length);
  }
  const ordered = ordinal.test(marker);
  return {
    paragraph,
    ordered,
    list: place ? `${place[1]} ${place[3] ?? ''}` : `typed ${ordered}`,
    level: place ? Number(place[2]) : 1,
    number: ordered ? Number(/(\d+)\D*$/.exec(marker)?.[1] ?? 0) : 0,
  };
}

function takeFromStart(element: Element, length: number): void {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let first = true; length > 0 && walker.nextNode(); ) {
    const text = walker.currentNode as Text;
    if (first) text.data = text.data.trimStart();
    first = first && !text.data;
    const taken = Math.min(length, text.data.length);
    text.data = text.data.slice(taken);
    length -= taken;
  }
}

/** Word sends a list as paragraphs that carry their marker as text. */
function realLists(body: HTMLElement): void {
  let open: { list: string; level: number; element: HTMLElement }[] = [];
  let previous: Element | null = null;
  for (const paragraph of [...body.querySelectorAll<HTMLElement>('p, h1, h2, h3, h4, h5, h6')]) {
    // A numbered heading is a heading; its number is part of what people call it.
    if (paragraph.tagName !== 'P') {
      for (const span of paragraph.querySelectorAll<HTMLElement>('span[style*="mso-list"]')) span.replaceWith((span.textContent ?? '').replace(/[\s\u00a0]+$/, ' '));
      continue;
    }
    const item = readItem(paragraph);
    if (!item) continue;

    const root: Element | undefined = open[0]?.element;
    if (!root || paragraph.previousElementSibling !== previous) {
      if (!root || !continues(root, item, paragraph)) open = [];
    }
    while (open.length && open[open.length - 1]!.level > item.level) open.pop();
    let top = open[open.length - 1];
    if (top && top.level === item.level && (top.list !== item.list || (top.element.tagName === 'OL') !== item.ordered)) {
      // The numbers run on when another list was only laid over them.
      if (!(item.ordered && top.element.tagName === 'OL' && item.number === top.element.children.length + 1)) {
        open.pop();
        top = open[open.length - 1];
      }
    }
    const entry = body.ownerDocument.createElement('li');
    if (top?.level === item.level) {
      top.element.append(entry);
      paragraph.remove();
    } else {
      const element = body.ownerDocument.createElement(item.ordered ? 'ol' : 'ul');
      element.append(entry);
      const parent = top?.element.lastElementChild;
      if (parent) {
        parent.append(element);
        paragraph.remove();
      } else {
        paragraph.replaceWith(element);
      }
      open.push({ list: item.list, level: item.level, element });
    }
    const line = body.ownerDocument.createElement('p');
    line.append(...paragraph.childNodes);
    entry.prepend(line);
    previous = open[0]!.element;
  }
}

/** 「1. … (explanation) 2. …」 is one list: the paragraphs between belong to the item above, else the second list would start at 1. */
function continues(root: Element, item: Item, paragraph: HTMLElement): boolean {
  if (!item.ordered || item.level !== 1 || root.tagName !== 'OL' || item.number !== root.children.length + 1) return false;
  const between: Element[] = [];
  for (let at = paragraph.previousElementSibling; at !== root; at = at.previousElementSibling) {
    if (!at || at.tagName !== 'P' || between.length > 9) return false;
    between.unshift(at);
  }
  root.lastElementChild?.append(...between.filter(line => /[^\s\u00a0]/.test(line.textContent ?? '')));
  for (const line of between) if (!root.contains(line)) line.remove();
  return true;
}

/** o:p, w:sdt, st1:place, font … say nothing; what they hold does. */
function unwrapForeign(body: HTMLElement): void {
  for (const element of [...body.querySelectorAll('*')])
    if (element.tagName.includes(':') || element.tagName === 'FONT' || element.tagName === 'CENTER') element.replaceWith(...element.childNodes);
}

function keepEmphasis(body: HTMLElement): void {
  for (const element of [...body.querySelectorAll<HTMLElement>('[style]')]) {
    const { fontWeight, fontStyle } = element.style;
    const line = element.style.textDecorationLine || element.style.textDecoration;
    const bold = fontWeight === 'bold' || Number(fontWeight) >= 600;
    if (/^(TABLE|TBODY|THEAD|TR|COL|COLGROUP|UL|OL|BODY)$/.test(element.tagName)) continue;
    // Google wraps everything in <b style="font-weight:normal">.
    if (/^(B|STRONG)$/.test(element.tagName) && fontWeight && !bold) { element.replaceWith(...element.childNodes); continue; }
    if (bold && !/^(B|STRONG)$/.test(element.tagName)) wrapInside(element, 'strong');
    if (fontStyle === 'italic' && !/^(I|EM)$/.test(element.tagName)) wrapInside(element, 'em');
    if (line.includes('underline') && element.tagName !== 'U') wrapInside(element, 'u');
    if (line.includes('line-through') && !/^(S|DEL|STRIKE)$/.test(element.tagName)) wrapInside(element, 's');
  }
  // Links are underlined and headings bold already.
  for (const mark of body.querySelectorAll('a u, h1 b, h1 strong, h2 b, h2 strong, h3 b, h3 strong, h4 b, h4 strong, h5 b, h5 strong, h6 b, h6 strong, th b, th strong'))
    mark.replaceWith(...mark.childNodes);
  for (const mark of [...body.querySelectorAll('u')]) if (mark.querySelector('a')) mark.replaceWith(...mark.childNodes);
}

/** m² must not become m2. */
function digitsOfScripts(body: HTMLElement): void {
  for (const script of [...body.querySelectorAll('sup, sub')]) {
    const digits = script.tagName === 'SUP' ? raised : lowered;
    const text = script.textContent ?? '';
    script.replaceWith(/^\d+$/.test(text) ? [...text].map(digit => digits[Number(digit)]).join('') : text);
  }
}

/** The highest level used becomes the house's first, all below its second. */
function houseHeadings(body: HTMLElement): void {
  for (const title of body.querySelectorAll('p.MsoTitle')) replaceTag(title, 'h1');
  const headings = [...body.querySelectorAll('h1, h2, h3, h4, h5, h6')];
  const highest = Math.min(...headings.map(heading => Number(heading.tagName[1])));
  for (const heading of headings) replaceTag(heading, Number(heading.tagName[1]) === highest ? 'h3' : 'h4');
}

function cleanLinks(body: HTMLElement): void {
  for (const link of [...body.querySelectorAll('a')])
    if (!/^(https?:\/\/|mailto:|tel:)/i.test(link.getAttribute('href') ?? '') || !link.textContent?.trim()) link.replaceWith(...link.childNodes);
}

function stripAttributes(body: HTMLElement): void {
  for (const element of body.querySelectorAll('*'))
    for (const { name } of [...element.attributes])
      if (!/^(href|colspan|rowspan)$/.test(name)) element.removeAttribute(name);
  for (const span of [...body.querySelectorAll('span')]) span.replaceWith(...span.childNodes);
  body.normalize();
}

/** Office makes distance with empty paragraphs and indents with blanks; the house's style does both. */
function dropBlankLines(body: HTMLElement): void {
  for (const line of [...body.querySelectorAll('p, h3, h4')]) {
    if (!/[^\s\u00a0\u3000]/.test(line.textContent ?? '')) {
      if (line.closest('td, th, li')?.children.length !== 1) line.remove();
      else line.replaceChildren();
      continue;
    }
    const walker = body.ownerDocument.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode as Text;
      text.data = text.data.replace(/^[\s\u00a0\u3000]+/, '');
      if (text.data) break;
    }
  }
  for (const cell of body.querySelectorAll('td, th'))
    if (!cell.childElementCount && !/[^\s\u00a0\u3000]/.test(cell.textContent ?? '')) cell.replaceChildren();
}

export interface Change {
  readonly kind: 'mine' | 'theirs';
  readonly text: string;
}

/** The lines of two bodies that differ; lines are paragraphs, headings, list items and table rows. */
export function difference(mine: string, theirs: string): Change[] {
  let a = lines(mine);
  let b = lines(theirs);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  a = a.slice(start, a.length - end);
  b = b.slice(start, b.length - end);

  // Longest common subsequence; a body has some thousand lines at most, so the plain table is quick enough.
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] = a[i] === b[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);

  const changes: Change[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) { i++; j++; }
    else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) changes.push({ kind: 'mine', text: a[i++]! });
    else changes.push({ kind: 'theirs', text: b[j++]! });
  }
  return changes;
}

function lines(html: string): string[] {
  const body = new DOMParser().parseFromString(html, 'text/html').body;
  for (const cell of body.querySelectorAll('td, th')) cell.append('  ');
  return [...body.querySelectorAll('p, h3, h4, li, tr')]
    .filter(block => block.tagName === 'TR' || !block.closest('tr'))
    .map(block => {
      const own = block.cloneNode(true) as Element;
      for (const inner of own.querySelectorAll('p, ul, ol, table')) if (block.tagName !== 'TR') inner.remove();
      return (own.textContent ?? '').trim();
    })
    .filter(line => line !== '');
}

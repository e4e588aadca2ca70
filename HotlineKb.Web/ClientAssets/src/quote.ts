import { Blockquote } from '@tiptap/extension-blockquote';
import { NodeRange, type NodeType } from '@tiptap/pm/model';
import { AllSelection, Selection, type Transaction } from '@tiptap/pm/state';
import { findWrapping, liftTarget } from '@tiptap/pm/transform';

/** Puts the lines, with the whole list they are in, into a quote, or takes the quote off; TipTap's own takes the list apart instead. */
function toggleQuote(tr: Transaction, quote: NodeType): boolean {
  const { doc, selection } = tr;
  const whole = selection instanceof AllSelection;
  const from = whole ? Selection.atStart(doc).$from : selection.$from;
  const to = whole ? Selection.atEnd(doc).$to : selection.$to;

  for (let depth = from.depth; depth > 0; depth--) {
    if (from.node(depth).type !== quote) continue;
    const range = new NodeRange(doc.resolve(from.start(depth)), doc.resolve(from.end(depth)), depth);
    const target = liftTarget(range);
    if (target === null) return false;
    tr.lift(range, target);
    return true;
  }
  const range = from.blockRange(to, parent => !/^(listItem|bulletList|orderedList)$/.test(parent.type.name));
  const wrapping = range && findWrapping(range, quote);
  if (!range || !wrapping) return false;
  tr.wrap(range, wrapping);
  return true;
}

export const HouseQuote = Blockquote.extend({
  addCommands() {
    return { ...this.parent?.(), toggleBlockquote: () => ({ tr }) => toggleQuote(tr, this.type) };
  },
});

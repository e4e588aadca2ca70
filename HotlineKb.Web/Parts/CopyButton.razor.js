// The clipboard API exists in secure contexts only; an intranet without TLS needs the older way.
export async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed here: the older way may still be.
    }
  }
  const before = document.activeElement;
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "away";
  box.setAttribute("aria-hidden", "true");
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  before?.focus?.();
  return done;
}

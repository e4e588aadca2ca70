// What is typed into a field marked data-keep while the line is down never reaches the server. The browser still has it:
// it is told again once the line is back, and carried over when the page has to be loaded anew.
const place = () => "hotlinekb-kept:" + location.pathname;

// A server that has just started again answers slowly at first; a page may take a while until its fields are there.
const patience = 120_000;

const fields = () => document.querySelectorAll("[data-keep]");

// One message holds no more; whoever takes longer texts fetches them.
const most = 20_000;

const tell = field => {
  if (field.value.length <= most) field.dispatchEvent(new Event("input", { bubbles: true }));
};

export function tellAgain() {
  for (const field of fields()) tell(field);
}

export function carryOver() {
  const kept = Object.fromEntries([...fields()].map(field => [field.id, field.value]));
  if (Object.keys(kept).length > 0) sessionStorage.setItem(place(), JSON.stringify({ at: Date.now(), kept }));
}

// Only a reload that we caused ourselves a moment ago has something to put back.
export function putBack() {
  const stored = sessionStorage.getItem(place());
  if (!stored) return;
  sessionStorage.removeItem(place());
  const { at, kept } = JSON.parse(stored);
  if (Date.now() - at > patience) return;
  const attempt = () => {
    for (const id of Object.keys(kept)) {
      const field = document.getElementById(id);
      if (!field) continue;
      if (field.value !== kept[id]) {
        field.value = kept[id];
        tell(field);
      }
      delete kept[id];
    }
    if (Object.keys(kept).length === 0) observer.disconnect();
  };
  const observer = new MutationObserver(attempt);
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), patience);
}

// Keys that would scroll or go back, and dragging. What they mean is decided on the server.
const ours = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", " ", "F2", "Insert", "Delete", "Enter"]);

export function begin(box, page) {
  let dragged = null;
  let marked = null;
  const mark = (row, where) => {
    if (marked && marked !== row) delete marked.dataset.drop;
    marked = row;
    if (row) row.dataset.drop = where;
  };
  box.treeEnds = new AbortController();
  const on = (name, hear) => box.addEventListener(name, hear, { signal: box.treeEnds.signal });
  on("keydown", e => {
    if (ours.has(e.key) && e.target === box) e.preventDefault();
  });
  on("dragstart", e => {
    dragged = e.target.closest?.("[data-id]")?.dataset.id ?? null;
    if (!dragged) return;
    e.dataTransfer.effectAllowed = "move";
    e.dataTransfer.setData("text/plain", dragged);
  });
  on("dragover", e => {
    if (!dragged) return;
    const edge = box.getBoundingClientRect();
    if (e.clientY < edge.top + 28) box.scrollTop -= 14;
    if (e.clientY > edge.bottom - 28) box.scrollTop += 14;
    const row = e.target.closest("[data-id]");
    if (!row || row.dataset.id === dragged) return mark(null);
    e.preventDefault();
    const at = row.getBoundingClientRect();
    const part = (e.clientY - at.top) / at.height;
    mark(row, part < 0.3 ? "before" : part > 0.7 ? "after" : "inside");
  });
  on("drop", e => {
    e.preventDefault();
    if (dragged && marked) page.invokeMethodAsync("drop", dragged, marked.dataset.id, marked.dataset.drop);
    mark(null);
    dragged = null;
  });
  on("dragend", () => {
    mark(null);
    dragged = null;
  });
}

export function end(box) {
  box?.treeEnds?.abort();
}

export function show(box, place, height) {
  const top = place * height;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + height > box.scrollTop + box.clientHeight) box.scrollTop = top + height - box.clientHeight;
}

export function edit(box) {
  const field = box.querySelector("input.rename");
  field?.focus({ preventScroll: true });
  field?.select();
}

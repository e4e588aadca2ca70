import { putBack } from "./kept-fields.js";

putBack();

// "/" goes to the search box from everywhere, as on the search page itself; never while typing.
document.addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = document.activeElement;
  if (at && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName))) return;
  event.preventDefault();
  const box = document.querySelector("[data-search-box]");
  if (box) box.focus();
  else document.querySelector("a.goto-search")?.click();
});

// Enter in a list of units chooses one; it does not send the form around it.
document.addEventListener("keydown", event => {
  if (event.key === "Enter" && event.target.closest?.(".unit-picker")) event.preventDefault();
});

// An open menu closes when one clicks elsewhere, follows one of its links or presses Esc.
document.addEventListener("click", event => {
  for (const menu of document.querySelectorAll("details.user-menu[open]"))
    if (!menu.contains(event.target) || event.target.closest("a[href]")) menu.open = false;
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") for (const menu of document.querySelectorAll("details.user-menu[open]")) menu.open = false;
});

// In a table whose rows are links, the arrows, j and k go from row to row; from a search field above it, down leads into it. Enter opens, as on any link.
document.addEventListener("keydown", event => {
  const down = event.key === "ArrowDown" || event.key === "j", up = event.key === "ArrowUp" || event.key === "k";
  if (!down && !up || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const at = document.activeElement;
  // Letters are typed into a field; only the arrows lead out of it.
  if (event.key.length === 1 && at?.matches?.("input, textarea, select")) return;
  const inRow = at?.matches?.("a.row-link");
  if (!inRow && at !== document.body && !at?.matches?.("#main, .filters input[type=search]")) return;
  const links = [...document.querySelectorAll("#main a.row-link")];
  if (links.length === 0) return;
  const next = inRow ? links.indexOf(at) + (down ? 1 : -1) : down ? 0 : -1;
  if (!inRow && next < 0) return;
  event.preventDefault();
  if (next < 0) document.querySelector(".filters input[type=search]")?.focus();
  else links[Math.min(next, links.length - 1)].focus();
});

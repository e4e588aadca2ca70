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

// An open menu closes when one clicks elsewhere or presses Esc.
document.addEventListener("click", event => {
  for (const menu of document.querySelectorAll("details.user-menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") for (const menu of document.querySelectorAll("details.user-menu[open]")) menu.open = false;
});

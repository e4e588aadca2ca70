// Keys that the search box would otherwise take for itself.
export function start(root, page) {
  const box = root.querySelector("[data-search-box]");
  const onKey = event => {
    // What is written to the office is not a search: there the arrows and Esc are the field's own.
    if (event.isComposing || event.target.closest?.("[data-own-keys]")) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      page.invokeMethodAsync("MoveAsync", event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && event.target === box) {
      event.preventDefault();
      page.invokeMethodAsync("Open");
    } else if (event.key === "Escape") {
      event.preventDefault();
      box.value = "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    } else if (event.key === "/" && event.target === box && box.value === "") {
      // Already here: nothing to go to, and no search begins with it.
      event.preventDefault();
    } else if (event.altKey && event.code === "KeyC") {
      event.preventDefault();
      root.querySelector("[data-copy] button")?.click();
    } else if (event.altKey && (event.code === "KeyW" || event.code === "KeyN")) {
      event.preventDefault();
      root.querySelector(`[data-feedback=${event.code === "KeyW" ? "Wrong" : "NotFound"}]`)?.click();
    } else if (event.altKey && event.code === "KeyK") {
      event.preventDefault();
      root.querySelector("[data-suggest]")?.click();
    }
  };
  root.addEventListener("keydown", onKey);
  box?.focus();
  return { stop() { root.removeEventListener("keydown", onKey); } };
}

export function reveal(root) {
  requestAnimationFrame(() => root.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }));
}

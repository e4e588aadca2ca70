// A wall stays awake where the browser can, and Esc leaves it.
let lock = null;

async function awake() {
  if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
  try {
    lock = await navigator.wakeLock.request("screen");
  } catch {
    // Not allowed here, or the battery is low: the screen may go dark.
  }
}

function leave(event) {
  if (event.key === "Escape") document.querySelector("[data-wall-leave]")?.click();
}

export function begin() {
  document.addEventListener("keydown", leave);
  // The browser lets go of the lock whenever the page is hidden.
  document.addEventListener("visibilitychange", awake);
  return awake();
}

export function end() {
  document.removeEventListener("keydown", leave);
  document.removeEventListener("visibilitychange", awake);
  lock?.release();
  lock = null;
}

import { carryOver, tellAgain } from "/kept-fields.js";

const note = document.getElementById("components-reconnect-modal");
note.addEventListener("components-reconnect-state-changed", changed);
document.getElementById("components-reconnect-button").addEventListener("click", retry);
document.getElementById("components-resume-button").addEventListener("click", resume);

function changed(event) {
  switch (event.detail.state) {
    case "show":
      // Not modal: what is on the screen can still be read aloud, and typed on.
      note.show();
      break;
    case "hide":
      note.close();
      tellAgain();
      break;
    case "failed":
      retryUnattended();
      document.addEventListener("visibilitychange", retryWhenVisible);
      break;
    case "rejected":
      reload();
      break;
  }
}

async function retry() {
  document.removeEventListener("visibilitychange", retryWhenVisible);
  try {
    // True: connected again. False: the server answered but knows this page no more. An exception: it was not reached.
    if (!await Blazor.reconnect()) {
      if (await Blazor.resumeCircuit()) note.close();
      else reload();
    }
  } catch {
    document.addEventListener("visibilitychange", retryWhenVisible);
    retryUnattended();
  }
}

// Nobody sits before a wall to press a button: it goes on trying.
function retryUnattended() {
  if (document.querySelector("[data-wall]")) setTimeout(retry, 5000);
}

async function resume() {
  try {
    if (await Blazor.resumeCircuit()) note.close();
    else reload();
  } catch {
    note.classList.replace("components-reconnect-paused", "components-reconnect-resume-failed");
  }
}

async function retryWhenVisible() {
  if (document.visibilityState === "visible") await retry();
}

function reload() {
  carryOver();
  location.reload();
}

// What is typed goes to the server letter by letter, but not what is too much for one message: that would end the circuit.
const most = 10_000;

export function begin(box, page) {
  let told = false;
  const look = e => {
    const much = box.value.length > most;
    if (much) e?.stopImmediatePropagation();
    if (much && !told) page.invokeMethodAsync("long");
    told = much;
  };
  box.addEventListener("input", look);
  look();
}

export function text(box) {
  return new Blob([box.value]);
}

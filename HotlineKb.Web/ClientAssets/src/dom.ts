type Attributes = Record<string, string | boolean | ((event: Event) => void)>;

/** Elements are built, never parsed: no attribute can become a script, and the CSP has nothing to refuse. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (typeof value === 'string') element.setAttribute(name, value);
    else element.toggleAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A button that never submits the form around it and never takes the caret out of the text. */
export function button(label: string, act: () => void, attributes: Attributes = {}, ...children: Node[]): HTMLButtonElement {
  return el('button', { type: 'button', ...attributes, mousedown: event => event.preventDefault(), click: act },
    ...(children.length ? children : [label]));
}

export function icon(path: string): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

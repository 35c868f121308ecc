/** Names an element among its siblings, so that it stays the same one when others come and go. */
const keyOf = (node: Node): string | null =>
  node instanceof Element ? node.getAttribute("data-key") : null;

const alike = (a: Node, b: Node): boolean =>
  a.nodeName === b.nodeName && a.nodeType === b.nodeType && keyOf(a) === keyOf(b);

function morphAttributes(from: Element, to: Element): void {
  for (const { name } of Array.from(from.attributes)) {
    // What the reader has opened or the browser has set stays.
    if (!to.hasAttribute(name) && name !== "open") from.removeAttribute(name);
  }
  for (const { name, value } of Array.from(to.attributes)) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function morphNode(from: Node, to: Node): void {
  if (from instanceof Element && to instanceof Element) {
    morphAttributes(from, to);
    morphChildren(from, Array.from(to.childNodes));
  } else if (from.nodeValue !== to.nodeValue) {
    from.nodeValue = to.nodeValue;
  }
}

/**
 * Makes an element's children like the given ones by changing as little as it can, so that focus, selection and scroll
 * stay where they are when fresh data come. Handlers are not carried over: the page listens at its root.
 */
export function morphChildren(parent: Element, wanted: readonly Node[]): void {
  const staying = new Set(wanted.map(keyOf));
  const keyed = new Map<string, Node>();
  for (const child of Array.from(parent.childNodes)) {
    const key = keyOf(child);
    if (key === null) continue;
    // Gone first, so that those that stay need not be moved: an element that is moved loses the focus.
    if (staying.has(key)) keyed.set(key, child);
    else child.remove();
  }
  let place = parent.firstChild;
  for (const node of wanted) {
    const key = keyOf(node);
    const found = key === null ? place : (keyed.get(key) ?? null);
    if (found !== null && alike(found, node)) {
      if (found === place) place = place.nextSibling;
      else parent.insertBefore(found, place);
      morphNode(found, node);
    } else {
      parent.insertBefore(node, place);
    }
  }
  while (place !== null) {
    const next: ChildNode | null = place.nextSibling;
    place.remove();
    place = next;
  }
}

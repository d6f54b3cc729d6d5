/** The element of the page with this id and of this kind. Throws where live.html has none. */
export function element<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`live.html has no ${kind.name} #${id}`);
  return found;
}

/** Sets an element's text where it is another: an equal one would still be a change of the document. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

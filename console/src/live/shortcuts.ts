/** What keys do on the page. */
export interface ShortcutActions {
  readonly move: (by: number) => void;
  readonly page: () => number;
  readonly first: () => void;
  readonly follow: () => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly filter: () => void;
  readonly pause: () => void;
  readonly help: () => void;
}

/**
 * Ties keys to actions. A control that has the focus keeps its keys, Escape apart; the log needs no focus for its own,
 * as it is what the page is about.
 */
export function listenForShortcuts(actions: ShortcutActions): void {
  const keys: Readonly<Record<string, () => void>> = {
    ArrowUp: () => actions.move(-1),
    ArrowDown: () => actions.move(1),
    PageUp: () => actions.move(-actions.page()),
    PageDown: () => actions.move(actions.page()),
    Home: actions.first,
    End: actions.follow,
    Enter: actions.open,
    '/': actions.filter,
    p: actions.pause,
    ' ': actions.pause,
    '?': actions.help,
  };
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('dialog[open]') !== null) return;
    if (event.key === 'Escape') {
      actions.close();
      return;
    }
    const action = keys[event.key];
    if (action === undefined || isControl(event.target)) return;
    // Reading in the details scrolls the details.
    const inside = event.target instanceof Element && event.target.closest('#details') !== null;
    if (inside && !['/', 'p', '?'].includes(event.key)) return;
    event.preventDefault();
    action();
  });
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, input, select, textarea, a[href]') !== null;
}

import { element } from './element.js';
import { filterFromQuery, queryOfFilter, TEXT_FIELDS, type LiveFilter } from './live-filter.js';

/** How long a text must rest before it counts. */
const TYPING_PAUSE_MS = 500;

/** The controls of the filter, which stands in the page's address. */
export class FilterForm {
  private readonly form = element('filters', HTMLFormElement);
  private readonly opener = element('filters-open', HTMLButtonElement);
  private readonly clear = element('filters-clear', HTMLButtonElement);
  private pause: ReturnType<typeof setTimeout> | undefined;
  private filter: LiveFilter;

  /** @param onChange called when the filter has become another one, and the address with it */
  constructor(private readonly onChange: (filter: LiveFilter) => void) {
    this.filter = filterFromQuery(window.location.search);
    this.write(this.filter);
    this.opener.addEventListener('click', () => this.open(!this.form.classList.contains('open')));
    this.form.addEventListener('input', ({ target }) => {
      clearTimeout(this.pause);
      const isText = target instanceof HTMLInputElement && target.type !== 'checkbox';
      if (isText) this.pause = setTimeout(() => this.read(), TYPING_PAUSE_MS);
      else this.read();
    });
    this.form.addEventListener('change', () => this.read());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.read();
    });
    // The fields have their first values again only after the event.
    this.form.addEventListener('reset', () => setTimeout(() => this.read()));
  }

  /** The filter that counts. */
  get value(): LiveFilter {
    return this.filter;
  }

  /** Moves the focus to the first text of the filter. */
  focus(): void {
    this.open(true);
    this.field('search').focus();
  }

  /** On narrow screens the filter is behind a button; elsewhere this makes no difference. */
  private open(open: boolean): void {
    this.form.classList.toggle('open', open);
    this.opener.setAttribute('aria-expanded', String(open));
  }

  private read(): void {
    clearTimeout(this.pause);
    const fields = [...new FormData(this.form)].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : '',
    ]);
    const filter = filterFromQuery(new URLSearchParams(fields).toString());
    const query = queryOfFilter(filter);
    this.tellWhether(query !== '');
    if (query === queryOfFilter(this.filter)) return;
    this.filter = filter;
    window.history.replaceState(window.history.state, '', window.location.pathname + query);
    this.onChange(filter);
  }

  private write(filter: LiveFilter): void {
    for (const box of this.form.querySelectorAll<HTMLInputElement>('[name=categories]'))
      box.checked = (filter.categories as readonly string[]).includes(box.value);
    this.field('minSeverity').value = filter.minSeverity ?? '';
    this.field('types').value = filter.types.join(' ');
    for (const name of TEXT_FIELDS) this.field(name).value = filter[name];
    this.tellWhether(queryOfFilter(filter) !== '');
  }

  private tellWhether(filtered: boolean): void {
    this.clear.hidden = !filtered;
    this.opener.textContent = filtered ? 'Filter (on)' : 'Filter';
  }

  private field(name: string): HTMLInputElement | HTMLSelectElement {
    const field = this.form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) return field;
    throw new Error(`live.html has no field ${name}`);
  }
}

import { element } from './element.js';
import type { LogEvent, Row } from './log-event.js';
import { SEVERITY_SIGNS } from './severity.js';

/** The panel beside the list that shows all of one event. What events say goes in as text only, never as markup. */
export class Details {
  private readonly panel = element('details', HTMLElement);
  private readonly title = element('details-title', HTMLElement);
  private readonly fields = element('details-fields', HTMLElement);
  private readonly heading = element('details-heading', HTMLElement);
  private readonly attributes = element('details-attributes', HTMLElement);
  private readonly copy = element('details-copy', HTMLButtonElement);
  private row: Row | null = null;

  /** @param onClose called once the panel is closed; the focus belongs elsewhere then */
  constructor(private readonly onClose: () => void) {
    element('details-close', HTMLButtonElement).addEventListener('click', () => this.close());
    this.copy.addEventListener('click', () => void this.copyJson());
  }

  get isOpen(): boolean {
    return !this.panel.hidden;
  }

  /** Shows a row, and opens the panel if it is closed. */
  show(row: Row): void {
    this.panel.hidden = false;
    if (row === this.row) return;
    this.row = row;
    this.copy.textContent = 'Copy as JSON';
    const isEvent = 'event' in row;
    this.title.textContent = isEvent ? row.event.type : 'Gap';
    const entries: readonly (readonly [string, string])[] = isEvent
      ? eventFields(row.event)
      : gapFields(row.gap);
    this.fields.replaceChildren(...entries.flatMap(([name, text]) => [cell('dt', name), cell('dd', text)]));
    this.heading.hidden = this.attributes.hidden = !isEvent;
    this.attributes.textContent = isEvent ? JSON.stringify(row.event.attributes, null, 2) : '';
    this.panel.scrollTop = 0;
  }

  /** Moves the focus into the panel. */
  focus(): void {
    this.panel.focus({ preventScroll: true });
  }

  close(): void {
    if (!this.isOpen) return;
    this.panel.hidden = true;
    this.row = null;
    this.onClose();
  }

  private async copyJson(): Promise<void> {
    if (this.row === null) return;
    const text = JSON.stringify('event' in this.row ? this.row.event : this.row, null, 2);
    try {
      await navigator.clipboard.writeText(text);
      this.copy.textContent = 'Copied';
    } catch {
      // Without https there is no clipboard: the text is selected, and the user's own keys copy it.
      this.attributes.textContent = text;
      this.attributes.hidden = false;
      window.getSelection()?.selectAllChildren(this.attributes);
      this.copy.textContent = 'Selected: copy it';
    }
  }
}

function eventFields(event: LogEvent): (readonly [string, string])[] {
  const { customer, statusCode, latencyMs } = event;
  return [
    ['Message', event.message],
    ['Severity', `${SEVERITY_SIGNS[event.severity]} ${event.severity}`],
    ['Category', event.category],
    ['Time', event.time],
    ['Recorded', event.recordedAt],
    ['Customer', customer === null ? '' : `${customer.name} (${customer.id})`],
    ['Actor', event.actor ?? ''],
    ['Status', statusCode === null ? '' : String(statusCode)],
    ['Latency', latencyMs === null ? '' : `${latencyMs} ms`],
    ['Source', event.source],
    ['Id', event.id],
  ].filter((field): field is [string, string] => field[1] !== '');
}

function gapFields({ reason, from, to }: { reason: string; from: string | null; to: string | null }) {
  return [
    ['Reason', reason],
    ['From', from ?? 'not known'],
    ['To', to ?? 'not known'],
  ] as const;
}

function cell(tag: 'dt' | 'dd', text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

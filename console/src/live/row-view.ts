import { clockTime } from './clock.js';
import type { Gap, LogEvent, Row } from './log-event.js';
import { SEVERITY_SIGNS } from './severity.js';

const CELLS = ['time', 'severity', 'category', 'type', 'message', 'who'] as const;
type Cell = (typeof CELLS)[number];

/** The elements of one row, which show one row of the log after the other. */
export class RowView {
  readonly element = document.createElement('div');
  private readonly sign = document.createTextNode('');
  private readonly texts: Record<Cell, Text>;
  private row: Row | null = null;

  /** The row's number in the log. */
  number = -1;

  constructor() {
    this.element.setAttribute('role', 'option');
    const cell = (name: Cell): Text => {
      const text = document.createTextNode('');
      const span = document.createElement('span');
      span.className = name;
      if (name === 'severity') {
        const icon = document.createElement('i');
        icon.setAttribute('aria-hidden', 'true');
        icon.append(this.sign);
        span.append(icon);
      }
      span.append(text);
      this.element.append(span, ' ');
      return text;
    };
    this.texts = {
      time: cell('time'),
      severity: cell('severity'),
      category: cell('category'),
      type: cell('type'),
      message: cell('message'),
      who: cell('who'),
    };
  }

  /** Shows this row of the log, under this number. */
  show(row: Row, number: number): void {
    if (this.number !== number) {
      this.number = number;
      this.element.id = `row-${number}`;
    }
    if (this.row === row) return;
    this.row = row;
    if ('event' in row) this.showEvent(row.event);
    else this.showGap(row.gap);
  }

  /** Says where the row stands among all, and whether it is the selected one. */
  place(position: number, size: number, selected: boolean): void {
    this.attribute('aria-posinset', String(position));
    this.attribute('aria-setsize', String(size));
    this.attribute('aria-selected', String(selected));
  }

  private attribute(name: string, value: string): void {
    if (this.element.getAttribute(name) !== value) this.element.setAttribute(name, value);
  }

  private showEvent(event: LogEvent): void {
    this.element.className = 'row';
    this.attribute('data-severity', event.severity);
    this.sign.data = SEVERITY_SIGNS[event.severity];
    this.write({
      time: clockTime(event.time),
      severity: event.severity,
      category: event.category,
      type: event.type,
      message: event.message,
      who: event.customer?.name ?? event.actor ?? '',
    });
  }

  private showGap({ reason, from, to }: Gap): void {
    this.element.className = 'row gap';
    this.element.removeAttribute('data-severity');
    this.sign.data = '';
    const time = [from, to].map((instant) => (instant === null ? '' : clockTime(instant))).join(' – ');
    this.write({
      time: time === ' – ' ? '' : time,
      severity: '',
      category: '',
      type: '',
      message: `Gap: ${reason}`,
      who: '',
    });
  }

  private write(texts: Record<Cell, string>): void {
    for (const name of CELLS) if (this.texts[name].data !== texts[name]) this.texts[name].data = texts[name];
  }
}

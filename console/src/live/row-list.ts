import type { Row } from './log-event.js';
import type { Ring } from './ring.js';
import { RowView } from './row-view.js';
import { visibleRange } from './visible-range.js';

/**
 * Draws the rows of the log that are in view, and no others, into a box that scrolls through all of them. The rows
 * are in the document in their order; those that leave on one side come in on the other.
 */
export class RowList {
  private readonly canvas = document.createElement('div');
  private readonly window = document.createElement('div');
  private views: RowView[] = [];
  private viewHeight = 0;
  private rowHeight = 26;
  private canvasHeight = 0;
  private windowTop = -1;
  /** The number of the oldest row when the list was last drawn. */
  private drawnFirst = 0;

  constructor(
    readonly box: HTMLElement,
    private readonly rows: Ring<Row>,
  ) {
    for (const layer of [this.canvas, this.window]) layer.setAttribute('role', 'presentation');
    this.canvas.className = 'canvas';
    this.canvas.append(this.window);
    box.append(this.canvas);
  }

  /** Takes the heights of the box and of a row anew; returns whether they have changed. */
  measure(): boolean {
    const probe = this.views[0] ?? this.grow();
    const rowHeight = probe.element.getBoundingClientRect().height || this.rowHeight;
    const viewHeight = this.box.clientHeight;
    const changed = rowHeight !== this.rowHeight || viewHeight !== this.viewHeight;
    // Higher rows have pushed those in view down.
    const top = this.box.scrollTop * (rowHeight / this.rowHeight);
    this.rowHeight = rowHeight;
    this.viewHeight = viewHeight;
    this.canvas.style.height = `${(this.canvasHeight = this.rows.size * rowHeight)}px`;
    if (top !== this.box.scrollTop) this.box.scrollTop = top;
    return changed;
  }

  /** Whole rows that fit the box. */
  get page(): number {
    return Math.max(1, Math.floor(this.viewHeight / this.rowHeight));
  }

  /** Height of a row. */
  get rowPixels(): number {
    return this.rowHeight;
  }

  /** Where the box stands; the heights are those that were drawn and not asked of the layout. */
  get place(): { top: number; height: number; view: number } {
    return { top: this.box.scrollTop, height: this.canvasHeight, view: this.viewHeight };
  }

  /**
   * Draws the list: its bottom if it sticks there, else the rows that were in view before, wherever they are now.
   * @param selected number of the selected row
   */
  draw(sticks: boolean, selected: number | null): void {
    const { first, size } = this.rows;
    const height = size * this.rowHeight;
    const bottom = Math.max(0, height - this.viewHeight);
    const fallen = (first - this.drawnFirst) * this.rowHeight;
    this.drawnFirst = first;
    const grown = height !== this.canvasHeight;
    if (grown) {
      this.canvas.style.height = `${height}px`;
      this.canvasHeight = height;
    }
    const before = this.box.scrollTop;
    const top = Math.min(bottom, Math.max(0, sticks ? bottom : before - fallen));
    if (Math.abs(top - before) >= 1) this.box.scrollTop = top;
    this.drawRows(visibleRange(top, this.viewHeight, this.rowHeight, size), selected);
  }

  /** Whether the row of this number is in view, or next to it. */
  isDrawn(number: number): boolean {
    return this.views.some((view) => view.number === number && !view.element.hidden);
  }

  /** Scrolls as little as it takes to bring a row into view. */
  reveal(number: number): void {
    const from = (number - this.rows.first) * this.rowHeight;
    const top = this.box.scrollTop;
    if (from < top) this.box.scrollTop = from;
    else if (from + this.rowHeight > top + this.viewHeight)
      this.box.scrollTop = from + this.rowHeight - this.viewHeight;
  }

  /** The number of the row that an event happened on, or null. */
  numberAt(target: EventTarget | null): number | null {
    const view = this.views.find(({ element }) => target instanceof Node && element.contains(target));
    return view === undefined || this.rows.at(view.number) === undefined ? null : view.number;
  }

  private drawRows({ from, until }: { from: number; until: number }, selected: number | null): void {
    const { first, size } = this.rows;
    while (this.views.length < until - from) this.grow();
    this.rotate(first + from);
    const windowTop = from * this.rowHeight;
    if (windowTop !== this.windowTop) {
      this.windowTop = windowTop;
      this.window.style.transform = `translateY(${windowTop}px)`;
    }
    let shown = false;
    for (const [index, view] of this.views.entries()) {
      const number = first + from + index;
      const row = from + index < until ? this.rows.at(number) : undefined;
      view.element.hidden = row === undefined;
      if (row === undefined) continue;
      view.show(row, number);
      view.place(from + index + 1, size, number === selected);
      shown ||= number === selected;
    }
    if (shown && selected !== null) this.box.setAttribute('aria-activedescendant', `row-${selected}`);
    else this.box.removeAttribute('aria-activedescendant');
  }

  /** Moves the views of rows that have left to the other end, so that those which stay need not be written anew. */
  private rotate(number: number): void {
    const by = number - (this.views[0]?.number ?? number);
    if (by === 0 || Math.abs(by) >= this.views.length) return;
    if (by > 0) {
      const moved = this.views.splice(0, by);
      this.window.append(...moved.map(({ element }) => element));
      this.views.push(...moved);
    } else {
      const moved = this.views.splice(by);
      this.window.prepend(...moved.map(({ element }) => element));
      this.views.unshift(...moved);
    }
  }

  private grow(): RowView {
    const view = new RowView();
    view.element.className = 'row';
    this.window.append(view.element);
    this.views.push(view);
    return view;
  }
}

import type { HeldLog } from './held-log.js';
import type { Row } from './log-event.js';
import { RowList } from './row-list.js';
import { isAtBottom, sticksAfter, type ScrollPlace } from './stickiness.js';

/** Rows that are appended at once while a user reads on towards the newest. */
const READ_ON_ROWS = 500;

/** What a view tells. */
export interface LogViewListener {
  /** Something has changed that is drawn with the next frame. */
  readonly onChange: () => void;
  /** Another row is selected; null for none. */
  readonly onSelect: (row: Row | null) => void;
  /** A row was clicked. */
  readonly onOpen: (row: Row) => void;
}

/** The list of events as a user sees it: it follows the newest, or stands still where it was scrolled to. */
export class LogView {
  private readonly list: RowList;
  private follows = true;
  private isPaused = false;
  private selectedNumber: number | null = null;
  private place: ScrollPlace = { top: 0, height: 0, view: 0 };

  constructor(
    box: HTMLElement,
    private readonly log: HeldLog,
    private readonly listener: LogViewListener,
  ) {
    this.list = new RowList(box, log.shown);
    box.addEventListener('scroll', () => this.scrolled(), { passive: true });
    box.addEventListener('wheel', (event) => this.wheeled(event), { passive: true });
    box.addEventListener('click', (event) => this.clicked(event));
    new ResizeObserver(() => this.resized()).observe(box);
    this.list.measure();
  }

  /** Whether new rows wait instead of moving the list. */
  get held(): boolean {
    return this.isPaused || !this.follows;
  }

  get paused(): boolean {
    return this.isPaused;
  }

  set paused(paused: boolean) {
    this.isPaused = paused;
    this.listener.onChange();
  }

  get selected(): Row | null {
    return this.selectedNumber === null ? null : (this.log.shown.at(this.selectedNumber) ?? null);
  }

  /** Goes to the newest row and stays there. */
  follow(): void {
    this.follows = true;
    this.select(null);
  }

  /** Draws what has changed; to be called once a frame. */
  draw(): void {
    if (!this.held) this.log.release();
    if (this.selected === null) this.selectedNumber = null;
    this.list.draw(this.follows, this.selectedNumber);
    this.place = this.list.place;
  }

  /** Selects the row that stands so many rows below the selected one, or the nearest that there is. */
  move(by: number): void {
    const { first, end } = this.log.shown;
    const from = this.selectedNumber ?? (by > 0 ? end - 1 : end);
    this.moveTo(Math.max(first, Math.min(end - 1, from + by)));
  }

  /** Selects a row and brings it into view; the list stands still then. */
  moveTo(number: number): void {
    if (this.log.shown.at(number) === undefined) return;
    this.follows = false;
    this.list.reveal(number);
    this.select(number);
  }

  moveToFirst(): void {
    this.moveTo(this.log.shown.first);
  }

  /** Rows that a page up or down moves by. */
  get page(): number {
    return this.list.page;
  }

  /** Takes the focus, with the selected row in view. */
  focus(): void {
    this.list.box.focus({ preventScroll: true });
    if (this.selectedNumber !== null && this.selected !== null) this.list.reveal(this.selectedNumber);
  }

  /** Scrolls as a wheel does that was turned over something before the list. */
  wheel(event: WheelEvent): void {
    const unit = [1, this.list.rowPixels, this.list.page * this.list.rowPixels][event.deltaMode] ?? 1;
    this.list.box.scrollTop += event.deltaY * unit;
    this.wheeled(event);
  }

  private select(number: number | null): void {
    this.selectedNumber = number;
    this.listener.onSelect(this.selected);
    this.listener.onChange();
  }

  private resized(): void {
    const number = this.selectedNumber;
    const wasDrawn = number !== null && this.list.isDrawn(number);
    if (!this.list.measure()) return;
    // The details that have just opened must not hide the row that they are of.
    if (!this.follows && wasDrawn) this.list.reveal(number);
    this.place = this.list.place;
    this.listener.onChange();
  }

  private scrolled(): void {
    // A box that has grown scrolls by itself before its observer is told.
    this.resized();
    const before = this.place;
    this.place = this.list.place;
    const sticks = sticksAfter(this.follows, before, this.place);
    const waiting = this.log.newRows;
    // Who arrives at the end of what was there before reads on, and is not thrown past all that came since.
    if (sticks && !this.follows && !this.isPaused && waiting > this.list.page) this.log.release(READ_ON_ROWS);
    else this.follows = sticks;
    this.listener.onChange();
  }

  private wheeled({ deltaY }: WheelEvent): void {
    if (deltaY < 0 && this.list.box.scrollTop > 0) this.follows = false;
    // At the bottom already, there is no more scrolling to tell of.
    else if (deltaY > 0 && !this.follows && isAtBottom(this.list.place)) this.scrolled();
    this.listener.onChange();
  }

  private clicked({ target }: MouseEvent): void {
    const number = this.list.numberAt(target);
    if (number === null) return;
    this.moveTo(number);
    const row = this.selected;
    if (row !== null) this.listener.onOpen(row);
  }
}

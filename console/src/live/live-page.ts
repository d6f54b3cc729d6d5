import { Details } from './details.js';
import { element } from './element.js';
import { FilterForm } from './filter-form.js';
import { HeldLog } from './held-log.js';
import { KeyForm } from './key-form.js';
import { LiveStream, type StreamState } from './live-stream.js';
import { LogView } from './log-view.js';
import type { Gap, LogEvent } from './log-event.js';
import { openLog } from './open-log.js';
import { Rate } from './rate.js';
import { listenForShortcuts } from './shortcuts.js';
import { StatusBar } from './status-bar.js';

/** Rows in the list at most. */
const CAPACITY = 10_000;
/** Rows that wait at most while the list is held still. */
const PATIENCE = 5_000;
/** Rate and countdowns move on also where nothing comes. */
const IDLE_REDRAW_MS = 250;

/** Where the page gets its key from and leaves it. */
export interface Keys {
  /** The headers that say who asks, or null. */
  readonly credentials: () => Record<string, string> | null;
  readonly keep: (key: string) => void;
}

/** The event log as a page: wires the stream, the rows and the controls. */
export class LivePage {
  private readonly log = new HeldLog(CAPACITY, PATIENCE);
  private readonly rate = new Rate();
  private readonly status = new StatusBar();
  private readonly view = new LogView(element('rows', HTMLElement), this.log, {
    onChange: () => this.redraw(),
    onSelect: (row) => {
      if (row !== null && this.details.isOpen) this.details.show(row);
    },
    onOpen: (row) => this.details.show(row),
  });
  private readonly details = new Details(() => this.view.focus());
  private readonly filters = new FilterForm(() => this.begin());
  private readonly keyForm = new KeyForm((key) => {
    this.keys.keep(key);
    this.begin();
    this.view.focus();
  });
  private readonly stream: LiveStream;
  private state: StreamState = { kind: 'idle' };
  private received = 0;
  private frame = 0;

  constructor(
    private readonly keys: Keys,
    url: URL,
  ) {
    this.stream = new LiveStream({
      url,
      open: openLog,
      onEvents: (events) => this.take(events),
      onGap: (gap) => this.takeGap(gap),
      onState: (state) => this.stateChanged(state),
    });
    this.listen();
    this.begin();
    setInterval(() => this.redraw(), IDLE_REDRAW_MS);
  }

  /** Subscribes anew, with the key and the filter of now, to an empty list; asks for a key where there is none. */
  begin(): void {
    this.log.clear();
    this.received = 0;
    this.view.paused = false;
    this.view.follow();
    this.details.close();
    this.keyForm.close();
    const credentials = this.keys.credentials();
    if (credentials === null) {
      this.stream.stop();
      this.keyForm.ask();
      return;
    }
    this.stream.start({ filter: this.filters.value, credentials });
  }

  private take(events: readonly LogEvent[]): void {
    const held = this.view.held;
    // Not left to the next frame: a hidden tab draws none.
    if (!held) this.log.release();
    for (const event of events) this.log.add({ event }, held);
    this.received += events.length;
    this.rate.add(events.length, performance.now());
    this.redraw();
  }

  private takeGap(gap: Gap): void {
    this.log.add({ gap }, this.view.held);
    this.redraw();
  }

  private stateChanged(state: StreamState): void {
    this.state = state;
    if (state.kind === 'refused')
      this.keyForm.ask(`The gateway refuses this key: ${state.why}. Is there another?`);
    this.redraw();
  }

  /** Draws with the next frame, however often it is called before. */
  private redraw(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    this.view.draw();
    this.status.show({
      stream: this.state,
      paused: this.view.paused,
      held: this.view.held,
      newRows: this.log.newRows,
      lostRows: this.log.lostRows,
      perSecond: this.rate.perSecond(performance.now()),
      received: this.received,
      shownRows: this.log.shown.size,
    });
  }

  private listen(): void {
    const help = element('help', HTMLDialogElement);
    const togglePause = (): void => void (this.view.paused = !this.view.paused);
    const follow = (): void => {
      this.view.paused = false;
      this.view.follow();
      this.view.focus();
    };
    element('pause', HTMLButtonElement).addEventListener('click', togglePause);
    const fresh = element('new', HTMLButtonElement);
    fresh.addEventListener('click', follow);
    // It appears under the pointer of whoever scrolls, and must not be in the way.
    fresh.addEventListener('wheel', (event) => this.view.wheel(event), { passive: true });
    element('retry', HTMLButtonElement).addEventListener('click', () => this.stream.retry());
    element('key-change', HTMLButtonElement).addEventListener('click', () => this.keyForm.ask());
    element('help-open', HTMLButtonElement).addEventListener('click', () => help.showModal());
    window.addEventListener('online', () => this.stream.retry());
    listenForShortcuts({
      move: (by) => this.view.move(by),
      page: () => this.view.page,
      first: () => this.view.moveToFirst(),
      follow: () => this.view.follow(),
      open: () => {
        if (this.view.selected === null) return;
        this.details.show(this.view.selected);
        this.details.focus();
      },
      close: () => {
        if (this.keys.credentials() !== null && this.keyForm.close()) this.view.focus();
        else this.details.close();
      },
      filter: () => this.filters.focus(),
      pause: togglePause,
      help: () => help.showModal(),
    });
  }
}

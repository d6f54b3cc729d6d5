import { element, setText } from './element.js';
import type { StreamState } from './live-stream.js';

/** Screen readers hear of new rows at most this often. */
const SAY_EVERY_MS = 5_000;

/** What the page tells about itself. */
export interface Status {
  readonly stream: StreamState;
  readonly paused: boolean;
  readonly held: boolean;
  readonly newRows: number;
  readonly lostRows: number;
  readonly perSecond: number;
  readonly received: number;
  readonly shownRows: number;
}

/** The line of state and figures, the button that counts new rows, and the word in an empty list. */
export class StatusBar {
  private readonly box = element('state', HTMLElement);
  private readonly text = element('state-text', HTMLElement);
  private readonly more = element('state-more', HTMLElement);
  private readonly retry = element('retry', HTMLButtonElement);
  private readonly pause = element('pause', HTMLButtonElement);
  private readonly rate = element('rate', HTMLElement);
  private readonly received = element('received', HTMLElement);
  private readonly fresh = element('new', HTMLButtonElement);
  private readonly freshSaid = element('new-said', HTMLElement);
  private readonly empty = element('empty', HTMLElement);
  private saidAt = Number.NEGATIVE_INFINITY;

  /** Shows a status; cheap where nothing has changed. */
  show(status: Status): void {
    const { stream, paused, perSecond, received, shownRows } = status;
    this.box.dataset['state'] = stream.kind;
    this.box.toggleAttribute('data-paused', paused);
    setText(this.text, stateText(status));
    setText(this.more, stateMore(stream));
    this.retry.hidden = stream.kind !== 'waiting' && stream.kind !== 'failed';
    this.pause.toggleAttribute('data-on', paused);
    setText(this.pause, paused ? 'Resume' : 'Pause');
    setText(this.rate, perSecond.toLocaleString('en', { maximumFractionDigits: perSecond < 10 ? 1 : 0 }));
    setText(this.received, received.toLocaleString('en'));
    this.empty.hidden = shownRows > 0 || stream.kind === 'refused' || stream.kind === 'idle';
    setText(
      this.empty,
      stream.kind === 'live' ? 'Nothing yet: what matches will be here as it is recorded.' : '',
    );
    this.showNew(status);
  }

  private showNew({ held, paused, newRows, lostRows }: Status): void {
    this.fresh.hidden = !held || (newRows === 0 && paused);
    const count = newRows.toLocaleString('en');
    const lost = lostRows > 0 ? `, ${lostRows.toLocaleString('en')} of them fell out` : '';
    const text = newRows === 0 ? '↓ Follow' : `↓ ${count} new${lost}`;
    setText(this.fresh, paused ? `${text}: resume` : text);
    const now = performance.now();
    if (now - this.saidAt < SAY_EVERY_MS) return;
    this.saidAt = now;
    setText(this.freshSaid, held && newRows > 0 ? `${count} new events` : '');
  }
}

function stateText({ stream, paused }: Status): string {
  const text = {
    idle: 'Not connected',
    connecting: 'Connecting',
    live: 'Live',
    waiting: 'Reconnecting',
    refused: 'Refused',
    failed: 'Failed',
  }[stream.kind];
  if (!paused) return text;
  return stream.kind === 'live' ? 'Paused' : `Paused, ${text.toLowerCase()}`;
}

/** What follows the state and changes too often to be said aloud. */
function stateMore(stream: StreamState): string {
  if (stream.kind === 'waiting') {
    const seconds = Math.max(0, Math.ceil((stream.until - Date.now()) / 1000));
    return `in ${seconds} s: ${stream.why}`;
  }
  return 'why' in stream ? stream.why : '';
}

import type { Line } from './line-splitter.js';

/** How many lines are taken at once, and how many may wait. */
export interface LineQueueOptions {
  /** Most lines of a batch. */
  readonly batchLines: number;
  /** A batch is full with this many characters, too. */
  readonly batchCharacters: number;
}

/**
 * The lines between the one who reads them and the one who has them judged. It holds about two batches: then the
 * reader waits, and with it the client.
 */
export class LineQueue {
  readonly #options: LineQueueOptions;
  #lines: Line[] = [];
  #characters = 0;
  #ending: { readonly error: Error | null } | null = null;
  #wakeReader: () => void = () => undefined;
  #wakeTaker: () => void = () => undefined;

  constructor(options: LineQueueOptions) {
    this.#options = options;
  }

  /** Whether nothing more is wanted of the reader. */
  get hasEnded(): boolean {
    return this.#ending !== null;
  }

  /** Adds lines; resolves when there is room for more. */
  async push(lines: readonly Line[]): Promise<void> {
    for (const line of lines) {
      this.#lines.push(line);
      if (typeof line === 'string') this.#characters += line.length;
    }
    this.#wakeTaker();
    while (this.#ending === null && this.#holds(2)) {
      await new Promise<void>((resolve) => (this.#wakeReader = resolve));
    }
  }

  /** No more lines come: all were read, or reading failed. What is here already is still taken. */
  end(error: Error | null = null): void {
    this.#ending ??= { error };
    this.#wakeTaker();
    this.#wakeReader();
  }

  /**
   * The next batch. Without a batch before it, whatever has arrived. While the batch before is being judged, a full
   * one; none (an empty array) as soon as that is over and nothing has arrived. Null: the end.
   *
   * @throws what `end` was given
   */
  async take(before: Promise<unknown> | null): Promise<Line[] | null> {
    let isOver = before === null;
    const over = (): void => {
      isOver = true;
      this.#wakeTaker();
    };
    before?.then(over, over);
    while (
      this.#ending === null &&
      !(this.#holds(1) || (isOver && (before !== null || this.#lines.length > 0)))
    ) {
      await new Promise<void>((resolve) => (this.#wakeTaker = resolve));
    }
    if (this.#lines.length > 0) return this.#next();
    if (this.#ending === null || before !== null) return [];
    if (this.#ending.error !== null) throw this.#ending.error;
    return null;
  }

  #holds(batches: number): boolean {
    const { batchLines, batchCharacters } = this.#options;
    return this.#lines.length >= batches * batchLines || this.#characters >= batches * batchCharacters;
  }

  #next(): Line[] {
    const { batchLines, batchCharacters } = this.#options;
    let end = 0;
    let characters = 0;
    for (const line of this.#lines) {
      if (end === batchLines || characters >= batchCharacters) break;
      end += 1;
      if (typeof line === 'string') characters += line.length;
    }
    this.#characters -= characters;
    const lines = this.#lines.splice(0, end);
    this.#wakeReader();
    return lines;
  }
}

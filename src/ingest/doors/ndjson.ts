import type { EventVerdict, IngestCaller } from '../event.js';
import type { Ingestor } from '../ingestor.js';
import { asBodyFault } from './body.js';
import { overlap, parseLines, verdictLines, type LineBatch } from './line-batch.js';
import { LineQueue } from './line-queue.js';
import { LineSplitter } from './line-splitter.js';
import { noVerdicts } from './verdict-text.js';

/** How a stream of lines is cut up. */
export interface NdjsonOptions {
  /** Longest line; a longer one is REJECTED without being kept. */
  readonly lineBytes: number;
  /** Most lines that are stored in one transaction. */
  readonly batchLines: number;
  /** A batch is full with this many characters, too. */
  readonly batchCharacters: number;
}

/** A stream of events, one a line, and where its verdicts go. */
export interface NdjsonStream {
  readonly chunks: AsyncIterable<Buffer>;
  readonly caller: IngestCaller;
  /** Leaves out the lines of accepted events. */
  readonly minimal: boolean;
  /** Stops the stream between two batches; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Writes whole lines; resolves when more may be written. */
  readonly write: (text: string) => Promise<void>;
}

/** A batch whose verdicts are awaited. */
interface JudgedBatch {
  readonly batch: LineBatch;
  readonly verdicts: Promise<readonly EventVerdict[]>;
}

/**
 * Has every line judged and writes its verdict as soon as it is durable, in order, and the totals as the last line.
 * Two batches are under way at most, and only if they name no event in common: of two lines with the same identity
 * the first must win.
 *
 * Memory is bounded by a few batches: the stream is read no faster than verdicts are made and taken.
 *
 * @throws what the ingestor throws (batches before it were written), the signal's reason, or an InputError for broken
 *   gzip
 */
export async function judgeLines(
  ingestor: Ingestor,
  { chunks, caller, minimal, signal, write }: NdjsonStream,
  options: NdjsonOptions,
): Promise<void> {
  const queue = new LineQueue(options);
  const stop = (): void => queue.end();
  signal.addEventListener('abort', stop, { once: true });
  const totals = noVerdicts();
  let firstIndex = 0;

  const judge = (batch: LineBatch): JudgedBatch => {
    const verdicts = batch.values.length === 0 ? Promise.resolve([]) : ingestor.ingest(batch.values, caller);
    // Its failure is seen when its turn comes, which may be never if the batch before it fails.
    verdicts.catch(() => undefined);
    return { batch, verdicts };
  };
  const finish = async ({ batch, verdicts }: JudgedBatch): Promise<void> => {
    const text = verdictLines(batch, await verdicts, { totals, firstIndex, minimal });
    firstIndex += batch.faults.length;
    if (text !== '') await write(text);
  };

  void fill(queue, chunks, new LineSplitter(options.lineBytes));
  try {
    let before: JudgedBatch | null = null;
    for (;;) {
      const lines = await queue.take(before?.verdicts ?? null);
      if (signal.aborted) {
        if (before !== null) await finish(before);
        throw signal.reason;
      }
      if (lines === null) break;
      let next: JudgedBatch | null = null;
      if (lines.length > 0) {
        const batch = parseLines(lines);
        if (before !== null && overlap(batch, before.batch)) await before.verdicts;
        next = judge(batch);
      }
      if (before !== null) await finish(before);
      before = next;
    }
    await write(`${JSON.stringify(totals)}\n`);
  } finally {
    signal.removeEventListener('abort', stop);
    queue.end();
  }
}

async function fill(queue: LineQueue, chunks: AsyncIterable<Buffer>, splitter: LineSplitter): Promise<void> {
  try {
    for await (const chunk of chunks) {
      await queue.push(splitter.push(chunk));
      if (queue.hasEnded) return;
    }
    await queue.push(splitter.end());
    queue.end();
  } catch (error) {
    queue.end(asBodyFault(error));
  }
}

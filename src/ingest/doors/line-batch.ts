import type { EventVerdict } from '../event.js';
import { isJsonObject, parseJson } from '../json.js';
import type { Line } from './line-splitter.js';
import { count, verdictText, type VerdictTotals } from './verdict-text.js';

/** Some lines of a stream, parsed. */
export interface LineBatch {
  /** What the readable lines hold, in order. */
  readonly values: readonly unknown[];
  /** One a line: why it cannot be read, or null. */
  readonly faults: readonly (string | null)[];
  /** The events that a batch at the same time must not name, or it could be judged before this one. */
  readonly identities: ReadonlySet<string>;
}

/** Parses lines; one that is no JSON becomes a fault and the others count. */
export function parseLines(lines: readonly Line[]): LineBatch {
  const values: unknown[] = [];
  const faults: (string | null)[] = [];
  const identities = new Set<string>();
  for (const line of lines) {
    if (typeof line !== 'string') {
      faults.push(line.fault);
      continue;
    }
    try {
      const value = parseJson(line);
      if (isJsonObject(value)) identities.add(`${String(value['source'])}\n${String(value['id'])}`);
      values.push(value);
      faults.push(null);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      faults.push(`line: malformed JSON: ${error.message}`);
    }
  }
  return { values, faults, identities };
}

/** Whether two batches name an event in common. */
export function overlap(some: LineBatch, others: LineBatch): boolean {
  for (const identity of some.identities) if (others.identities.has(identity)) return true;
  return false;
}

/** How the verdicts of a batch are written down. */
export interface VerdictWriting {
  /** Counts the verdicts, too. */
  readonly totals: VerdictTotals;
  /** The index of the batch's first line. */
  readonly firstIndex: number;
  /** Leaves out the lines of accepted events. */
  readonly minimal: boolean;
}

/** The verdicts of a batch as lines of text, faults among them in their places. */
export function verdictLines(
  batch: LineBatch,
  verdicts: readonly EventVerdict[],
  { totals, firstIndex, minimal }: VerdictWriting,
): string {
  if (verdicts.length !== batch.values.length) {
    throw new Error(`${batch.values.length} events got ${verdicts.length} verdicts`);
  }
  let text = '';
  let next = 0;
  batch.faults.forEach((fault, position) => {
    const judged = fault === null ? verdicts[next++] : undefined;
    const verdict = judged?.verdict ?? 'REJECTED';
    count(totals, verdict);
    if (minimal && verdict === 'ACCEPTED') return;
    text += `${verdictText(firstIndex + position, judged?.id ?? null, verdict, judged?.reason ?? fault)}\n`;
  });
  return text;
}

import type { EventVerdict } from '../event.js';

/** How many events got which verdict; the counts of the API's IngestResult. */
export interface VerdictTotals {
  accepted: number;
  duplicates: number;
  conflicts: number;
  rejected: number;
}

const COUNT_OF = {
  ACCEPTED: 'accepted',
  DUPLICATE: 'duplicates',
  CONFLICT: 'conflicts',
  REJECTED: 'rejected',
} as const satisfies Record<EventVerdict['verdict'], keyof VerdictTotals>;

/** Totals of nothing. */
export function noVerdicts(): VerdictTotals {
  return { accepted: 0, duplicates: 0, conflicts: 0, rejected: 0 };
}

/** Adds one verdict to the totals. */
export function count(totals: VerdictTotals, verdict: EventVerdict['verdict']): void {
  totals[COUNT_OF[verdict]] += 1;
}

/** `{"index":...,"id":...,"verdict":...,"reason":...}`; written by hand because a stream has hundreds of thousands. */
export function verdictText(
  index: number,
  id: string | null,
  verdict: EventVerdict['verdict'],
  reason: string | null,
): string {
  const idText = id === null ? 'null' : JSON.stringify(id);
  const reasonText = reason === null ? 'null' : JSON.stringify(reason);
  return `{"index":${index},"id":${idText},"verdict":"${verdict}","reason":${reasonText}}`;
}

/** The API's IngestResult as JSON. */
export function ingestResultText(verdicts: readonly EventVerdict[]): string {
  const totals = noVerdicts();
  const events = verdicts.map(({ index, id, verdict, reason }) => {
    count(totals, verdict);
    return verdictText(index, id, verdict, reason);
  });
  return `${JSON.stringify(totals).slice(0, -1)},"events":[${events.join(',')}]}`;
}

import type { FunnelSegment, FunnelStepResult } from '../schema/funnel.js';
import { FunnelStep } from '../schema/funnel.js';
import { byCodePoint } from '../src/insight/code-points.js';
import type { FunnelFigures } from '../src/insight/funnel.js';
import { FunnelCell } from '../src/insight/funnel-cell.js';
import type { FunnelRequest } from '../src/loaders/funnels.js';
import { changeFrom } from './change.js';

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** The steps of a cell; with a cell of the comparison, what has changed. */
export function stepRows(
  { steps }: FunnelRequest,
  cell: FunnelCell,
  previous: FunnelCell | null,
): FunnelStepResult[] {
  return steps.map((_, place) => stepRow(steps, place, cell, previous));
}

function stepRow(
  steps: FunnelRequest['steps'],
  place: number,
  cell: FunnelCell,
  previous: FunnelCell | null,
): FunnelStepResult {
  const visitors = cell.reached[place] ?? 0;
  const maturing = cell.maturing[place] ?? 0;
  const before = place === 0 ? 0 : (cell.reached[place - 1] ?? 0);
  const dropOff = place === 0 ? 0 : before - visitors;
  return {
    step: FunnelStep[steps[place] ?? 'VISIT'],
    visitors: String(visitors),
    fromPrevious: share(visitors, before),
    fromStart: share(visitors, cell.reached[0] ?? 0),
    dropOff: String(dropOff),
    dropOffRate: share(dropOff - maturing, before - maturing),
    maturing: String(maturing),
    // Sorting what everybody took is only worth it where it is asked for.
    get meanSeconds() {
      return cell.timing(place)?.mean ?? null;
    },
    get medianSeconds() {
      return cell.timing(place)?.median ?? null;
    },
    get p90Seconds() {
      return cell.timing(place)?.p90 ?? null;
    },
    change: previous === null ? null : changeFrom(String(previous.reached[place] ?? 0), String(visitors)),
    previous: previous === null ? null : stepRow(steps, place, previous, null),
  };
}

/** Of some steps the one that loses the largest share of those who had time enough; the first of equal ones. */
export function biggestDropOff(rows: readonly FunnelStepResult[]): FunnelStepResult | null {
  const lossOf = (row: FunnelStepResult): number => row.dropOffRate ?? 0;
  return rows.reduce<FunnelStepResult | null>(
    (worst, row) => (lossOf(row) > (worst === null ? 0 : lossOf(worst)) ? row : worst),
    null,
  );
}

/**
 * The segments of a funnel, those with most people in the first step first, equal ones in the order of their code points
 * and people without a value last; all behind the first so many as one.
 */
export function segmentRows(
  request: FunnelRequest,
  { segments }: FunnelFigures,
  previous: FunnelFigures | null,
  first: number,
): Omit<FunnelSegment, 'product'>[] {
  const ranked = [...segments].sort(
    ([a, one], [b, other]) => (other.reached[0] ?? 0) - (one.reached[0] ?? 0) || byValue(a, b),
  );
  const kept = ranked.slice(0, first);
  const known = new Set(kept.map(([value]) => value));
  const rest = (all: FunnelFigures['segments']): FunnelCell => {
    const cell = new FunnelCell(request.steps.length);
    for (const [value, one] of all) if (!known.has(value)) cell.add(one);
    return cell;
  };
  const rowOf = (value: string | null, others: boolean, cell: FunnelCell, before: FunnelCell | null) => ({
    value,
    others,
    conversion: conversionOf(cell.reached),
    steps: stepRows(request, cell, before),
  });
  const rows = kept.map(([value, cell]) =>
    rowOf(
      value,
      false,
      cell,
      previous === null ? null : (previous.segments.get(value) ?? new FunnelCell(request.steps.length)),
    ),
  );
  if (ranked.length <= first) return rows;
  return [...rows, rowOf(null, true, rest(segments), previous === null ? null : rest(previous.segments))];
}

/** The share of those who entered who reached the last step. */
export function conversionOf(reached: readonly number[]): number | null {
  return share(reached.at(-1) ?? 0, reached[0] ?? 0);
}

function byValue(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return byCodePoint(a, b);
}

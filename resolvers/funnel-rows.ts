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
 * The segments of a funnel and of its comparison: those with most people in the first step first, of equal ones those
 * that had most, then in the order of their code points, people without a value last; all behind the first so many as
 * one, so that both ranges add up.
 */
export function segmentRows(
  request: FunnelRequest,
  { segments }: FunnelFigures,
  previous: FunnelFigures | null,
  first: number,
): Omit<FunnelSegment, 'product'>[] {
  const before = previous?.segments ?? null;
  const entered = (of: FunnelFigures['segments'] | null, value: string | null): number =>
    of?.get(value)?.reached[0] ?? 0;
  const values = [...new Set([...segments.keys(), ...(before?.keys() ?? [])])].sort(
    (a, b) =>
      entered(segments, b) - entered(segments, a) || entered(before, b) - entered(before, a) || byValue(a, b),
  );
  const rowOf = (own: readonly (string | null)[], value: string | null, others: boolean) => {
    const cell = sumOf(request, segments, own);
    return {
      value,
      others,
      conversion: conversionOf(cell.reached),
      steps: stepRows(request, cell, before === null ? null : sumOf(request, before, own)),
    };
  };
  const rows = values.slice(0, first).map((value) => rowOf([value], value, false));
  return values.length <= first ? rows : [...rows, rowOf(values.slice(first), null, true)];
}

/** The people of some segments. */
function sumOf(
  { steps }: FunnelRequest,
  segments: FunnelFigures['segments'],
  values: readonly (string | null)[],
): FunnelCell {
  const sum = new FunnelCell(steps.length);
  for (const value of values) {
    const cell = segments.get(value);
    if (cell !== undefined) sum.add(cell);
  }
  return sum;
}

/** The share of those who entered who reached the last step. */
export function conversionOf(reached: readonly number[]): number | null {
  return share(reached.at(-1) ?? 0, reached[0] ?? 0);
}

function byValue(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return byCodePoint(a, b);
}

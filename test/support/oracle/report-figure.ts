import { fixed, ratioOf } from './fixed.js';

/** A figure as `over / under`, and by how much an answer may miss it: 0 where it is exact. `under` is above 0. */
export interface Figure {
  readonly over: bigint;
  readonly under: bigint;
  readonly error: number;
}

/** What the arithmetic of doubles adds to what is not exact. */
const OF_DOUBLES = 1e-12;
const ONE = fixed('1');

/** An exact figure: `over` in units of 10^-50, or of something else. */
export const exactly = (over: bigint, under = ONE): Figure => ({ over, under, error: 0 });

export const numberOf = ({ over, under }: Figure): number => ratioOf(over, under);

/** A figure that an answer may miss by a part of it. */
export function roughly(over: bigint, under: bigint, part: number): Figure {
  const [up, down] = under < 0n ? [-over, -under] : [over, under];
  return { over: up, under: down, error: part * Math.abs(ratioOf(up, down)) };
}

/** Whether a figure is less than another (below 0), equal (0), or greater. */
export function compareFigures(a: Figure, b: Figure): number {
  const [left, right] = [a.over * b.under, b.over * a.under];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Whether answers to both may come out in either order. */
export function areClose(a: Figure, b: Figure): boolean {
  if (a.error === 0 && b.error === 0) return false;
  const [x, y] = [numberOf(a), numberOf(b)];
  return Math.abs(x - y) <= a.error + b.error + OF_DOUBLES * (Math.abs(x) + Math.abs(y));
}

/** Whether a number is as good as a figure. */
export const isNear = (answer: number, figure: Figure): boolean =>
  Math.abs(answer - numberOf(figure)) <= figure.error + OF_DOUBLES * Math.abs(numberOf(figure));

/** What a figure is less another; of doubles, as doubles give it. */
export function less(a: Figure, b: Figure, areDoubles: boolean): Figure {
  const [x, y] = [numberOf(a), numberOf(b)];
  const rounding = areDoubles || a.error + b.error > 0 ? 1e-15 * (Math.abs(x) + Math.abs(y)) : 0;
  return {
    over: a.over * b.under - b.over * a.under,
    under: a.under * b.under,
    error: a.error + b.error + rounding,
  };
}

/** The change of a figure from another by the other; null where that is 0. */
export function changeRatio(now: Figure, before: Figure): Figure | null {
  if (before.over === 0n) return null;
  const { over, under } = less(now, before, true);
  const [x, y] = [Math.abs(numberOf(now)), Math.abs(numberOf(before))];
  // Errors of both, and what is left of them where the change is small.
  const parts = (now.error + before.error * (x / y) * 1.1) / y + 4e-15 * (1 + x / y);
  const [top, bottom] = [over * before.under, under * before.over];
  return { over: bottom < 0n ? -top : top, under: bottom < 0n ? -bottom : bottom, error: parts };
}

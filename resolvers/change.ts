import type { Change } from '../schema/usage.js';
import { difference, ratio, type DecimalText } from '../src/decimal.js';

/** How a value differs from a previous one. */
export function changeFrom(
  previous: DecimalText,
  value: DecimalText,
): Pick<Change, 'previous' | 'absolute' | 'ratio'> {
  const absolute = difference(value, previous);
  return { previous, absolute, ratio: previous === '0' ? null : ratio(absolute, previous) };
}

const FIRST_MS = 1_000;
const LONGEST_MS = 15_000;

/**
 * How long to wait before the next attempt to connect: a second, doubled with each attempt that failed, 15 s at most.
 * Up to a quarter is left to chance, so that the pages of a node that went away do not all come back at once.
 *
 * @param failures attempts since the last connection that stood, from 1 on
 * @param chance a number in [0, 1)
 */
export function backoffMs(failures: number, chance: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return Math.round(whole * (1 - chance / 4));
}

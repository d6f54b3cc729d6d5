import fc from 'fast-check';

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);

/**
 * What a run of an oracle depends on. ORACLE_RUNS asks for more cases, or fewer; a failure names the seed and the clock
 * by which ORACLE_SEED and ORACLE_NOW repeat it.
 */
export const SEED = number('ORACLE_SEED', 11);
export const NOW = number('ORACLE_NOW', Date.now());
export const runsOr = (otherwise: number): number => number('ORACLE_RUNS', otherwise);

/** `count` values of an arbitrary. */
export function draw<T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number): T[] {
  const many = fc.array(arbitrary, { minLength: count, maxLength: count });
  return fc.sample(many, { numRuns: 1, seed })[0] ?? [];
}

/** A value, and so many times as often null. */
export const seldom = <T>(arbitrary: fc.Arbitrary<T>, nulls = 4): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: nulls, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** How a property is run. */
export interface PropertyRun {
  readonly runs: number;
  readonly part: number;
  /** Cases of all parts. */
  readonly all: number;
  /** The clock of the run, if it is not NOW. */
  readonly now?: number;
  /** Whether what fails is made smaller; what is many cases at once takes minutes for that. */
  readonly shrinks?: boolean;
}

/** Asserts a property in `runs` cases; what fails says how the whole run is repeated. */
export async function assertProperty<T>(
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => Promise<void>,
  { runs, part, all, now = NOW, shrinks = true }: PropertyRun,
): Promise<void> {
  try {
    await fc.assert(fc.asyncProperty(arbitrary, check), {
      ...{ numRuns: runs, seed: SEED + part },
      endOnFailure: !shrinks,
    });
  } catch (error) {
    throw new Error(`part ${part} of ORACLE_RUNS=${all} ORACLE_SEED=${SEED} ORACLE_NOW=${now}`, {
      cause: error,
    });
  }
}

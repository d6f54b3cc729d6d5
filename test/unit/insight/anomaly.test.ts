import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Random } from '../../../src/demo/random.js';
import {
  ANOMALY_WEEKS,
  anomalyOf,
  nextEpisode,
  type Anomaly,
  type Episode,
} from '../../../src/insight/anomaly.js';
import { docCases } from '../../support/doc-cases.js';

type Given =
  { readonly observed: number; readonly history: readonly (number | null)[] } | { readonly hours: string };

const WEEK = 168;

/** The buckets, counted from 0, with which episodes begin. */
function beginnings(anomalies: readonly (Anomaly | null)[]): number[] {
  let open: Episode | null = null;
  return anomalies.flatMap((anomaly, bucket) => {
    const { episode, begins } = nextEpisode(open, bucket, anomaly);
    open = episode;
    return begins ? [bucket] : [];
  });
}

const SPIKE: Anomaly = { observed: 300, baseline: 100, deviation: 20 };
const DROP: Anomaly = { observed: 0, baseline: 100, deviation: -10 };

function rounded(anomaly: Anomaly | null): Anomaly | null {
  return anomaly && { ...anomaly, deviation: Math.round(anomaly.deviation * 100) / 100 };
}

test.each(docCases<Given, unknown>('anomalies.md'))('docs: $title', ({ given, expected }) => {
  expect(
    'hours' in given
      ? beginnings(Array.from(given.hours, (hour) => (hour === '!' ? SPIKE : null)))
      : rounded(anomalyOf(given.observed, given.history)),
  ).toEqual(expected);
});

test('weeks beyond the sixth are not read', () => {
  expect(anomalyOf(300, [null, null, null, 100, 100, 100, 100, 100])).toBeNull();
  expect(anomalyOf(300, [...Array<number>(6).fill(100), 300, 300, 300])).toEqual(SPIKE);
});

/** Restless and calm histories, and some that are too short. */
const history = fc.tuple(fc.nat(3000), fc.constantFrom(0, 5, 50, 500)).chain(([level, restless]) =>
  fc.array(
    fc.option(
      fc.nat(restless).map((more) => level + more),
      { freq: 8 },
    ),
    { maxLength: ANOMALY_WEEKS },
  ),
);
const distance = fc.nat(6000);
const size = (anomaly: Anomaly | null): number => Math.abs(anomaly?.deviation ?? 0);

/** The baseline, as any anomaly tells it; null where the history is too short for one. */
const baselineOf = (values: readonly (number | null)[]): number | null =>
  anomalyOf(1e9, values)?.baseline ?? null;

describe('any history', () => {
  test('of fewer than four known weeks has no anomaly, and any other has one far enough', () => {
    fc.assert(
      fc.property(history, (values) => {
        const known = values.filter((value) => value !== null).length;
        expect(baselineOf(values) === null).toBe(known < 4);
      }),
    );
  });

  test('tells the same in whatever order', () => {
    fc.assert(
      fc.property(
        fc.nat(9000),
        history.chain((values) =>
          fc.tuple(
            fc.constant(values),
            fc.shuffledSubarray(values, { minLength: values.length, maxLength: values.length }),
          ),
        ),
        (observed, [values, shuffled]) => {
          expect(anomalyOf(observed, shuffled)).toEqual(anomalyOf(observed, values));
        },
      ),
    );
  });

  test('tells as much of a drop as of a rise', () => {
    fc.assert(
      fc.property(history, distance, (values, by) => {
        const baseline = baselineOf(values);
        fc.pre(baseline !== null);
        const [above, below] = [anomalyOf(baseline + by, values), anomalyOf(baseline - by, values)];
        expect(below).toEqual(above && { observed: baseline - by, baseline, deviation: -above.deviation });
        if (above !== null) {
          expect(above.deviation).toBeGreaterThanOrEqual(6);
          expect(by).toBeGreaterThanOrEqual(20);
        }
      }),
    );
  });

  test('has a greater anomaly the farther away', () => {
    fc.assert(
      fc.property(history, distance, fc.integer({ min: 1, max: 500 }), (values, by, more) => {
        const baseline = baselineOf(values);
        fc.pre(baseline !== null);
        for (const sign of [-1, 1]) {
          const near = anomalyOf(baseline + sign * by, values);
          const far = anomalyOf(baseline + sign * (by + more), values);
          expect(near === null || size(far) > size(near)).toBe(true);
        }
      }),
    );
  });

  test('shifted up makes no greater anomaly, and an equal one where its restlessness is the spread', () => {
    fc.assert(
      fc.property(history, fc.nat(9000), fc.integer({ min: 1, max: 3000 }), (values, observed, by) => {
        const before = anomalyOf(observed, values);
        const after = anomalyOf(
          observed + by,
          values.map((value) => (value === null ? null : value + by)),
        );
        if (after !== null) expect(size(before)).toBeGreaterThanOrEqual(size(after));
      }),
    );
    const restless = [100, 200, 300, 400, 500, 600];
    const shifted = anomalyOf(
      1800,
      restless.map((value) => value + 100),
    );
    expect(shifted?.deviation).toBe(anomalyOf(1700, restless)?.deviation);
  });
});

describe('an episode', () => {
  test('keeps its beginning, counts ordinary buckets anew after each anomaly, and ends with the second', () => {
    const steps: [Anomaly | null, Episode | null][] = [
      [null, null],
      [SPIKE, { since: 1, quiet: 0 }],
      [null, { since: 1, quiet: 1 }],
      [DROP, { since: 1, quiet: 0 }],
      [null, { since: 1, quiet: 1 }],
      [null, null],
      [DROP, { since: 6, quiet: 0 }],
    ];
    let open: Episode | null = null;
    for (const [bucket, [anomaly, episode]] of steps.entries()) {
      const next = nextEpisode(open, bucket, anomaly);
      expect(next).toEqual({ episode, begins: bucket === 1 || bucket === 6 });
      open = next.episode;
    }
  });
});

/** A year of hours: weekdays with a busy day, thin nights, slow weekends, growth of a half; Poisson noise about it. */
function yearOf(busiest: number): number[] {
  const random = new Random(`anomaly ${busiest}`);
  return Array.from({ length: 52 * WEEK }, (_, hour) => {
    const day = 0.02 + 0.98 * Math.max(0, Math.sin((Math.PI * ((hour % 24) - 6)) / 14));
    const weekday = hour % WEEK < 120 ? 1 : 0.3;
    return random.poisson(busiest * day * weekday * 1.5 ** (hour / (52 * WEEK)));
  });
}

function judged(hours: readonly number[]): (Anomaly | null)[] {
  return hours.map((observed, hour) =>
    anomalyOf(
      observed,
      Array.from({ length: ANOMALY_WEEKS }, (_, week) => hours[hour - (week + 1) * WEEK] ?? null),
    ),
  );
}

describe.each([60, 300, 20_000])('a year whose busiest hour has some %d events', (busiest) => {
  const year = yearOf(busiest);
  /** A Wednesday, one o'clock, of the thirtieth week. */
  const noon = 30 * WEEK + 2 * 24 + 13;
  const changed = (change: (events: number, hour: number) => number): (Anomaly | null)[] =>
    judged(year.map(change));

  test('raises no alarm', () => {
    expect(judged(year).filter((anomaly) => anomaly !== null)).toEqual([]);
  });

  test('does for one hour at three times the usual, and not again when that hour is history', () => {
    expect(beginnings(changed((events, hour) => (hour === noon ? 3 * events : events)))).toEqual([noon]);
  });

  test('does once for an outage of some hours with an ordinary one among them', () => {
    const out = [noon - 2, noon - 1, noon + 1];
    const anomalies = changed((events, hour) => (out.includes(hour) ? 0 : events));
    expect(anomalies.flatMap((anomaly, hour) => (anomaly ? [hour] : []))).toEqual(out);
    expect(beginnings(anomalies)).toEqual([noon - 2]);
  });
});

test('a year of one event an hour or fewer raises no alarm', () => {
  expect(judged(yearOf(1)).filter((anomaly) => anomaly !== null)).toEqual([]);
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FunnelCell } from '../../../src/insight/funnel-cell.js';
import { funnelOf, type FunnelFigures, type FunnelQuestion } from '../../../src/insight/funnel.js';
import { readJourneys, type Journeys } from '../../../src/insight/journeys.js';
import { identitiesOf } from '../../../src/insight/people.js';
import type { Order } from '../../support/oracle/funnel-attempts.js';
import { STEPS, type OracleStep, type Step, type Traits } from '../../support/oracle/funnel-events.js';
import {
  attemptsOf,
  countedWithin,
  maturing,
  segmentOf,
  type Followed,
  type FunnelRules,
} from '../../support/oracle/funnel-people.js';
import { collectedDay, type Journey } from '../../support/oracle/funnel-rows.js';

const ORDERS: readonly Order[] = ['ORDERED', 'STRICT', 'UNORDERED'];
const VALUES = ['a', 'B', '\u{fb01}', '\u{1d4b3}', null];

/** What is asked, and of what; times are small numbers of microseconds. */
interface Question {
  readonly events: readonly OracleStep[];
  readonly rules: FunnelRules;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly buckets: readonly number[];
}

/** Few people, instants and values, so that much is at once. */
const eventUpTo = (latest: number): fc.Arbitrary<OracleStep> =>
  fc.record({
    id: fc.constant(''),
    at: fc.integer({ min: -3, max: latest }),
    step: fc.constantFrom(...STEPS, 'VISIT' as const, 'VISIT' as const),
    visitor: fc.constantFrom('v', 'w', 'x', 'c'),
    customer: fc.constantFrom('c', 'x', '\u{1d4b3}', '\u{fb01}', null, null, null, null),
    product: fc.constantFrom(...VALUES),
    utmSource: fc.constantFrom(...VALUES),
    country: fc.constant(null),
    device: fc.constantFrom('d', null),
  });

const question: fc.Arbitrary<Question> = fc
  .record({
    events: fc.constantFrom(1, 30).chain((latest) => fc.array(eventUpTo(latest), { maxLength: 30 })),
    steps: fc.shuffledSubarray([...STEPS], { minLength: 1 }),
    order: fc.constantFrom(...ORDERS),
    conversionWindow: fc.nat(25),
    breakdown: fc.constantFrom(null, 'product', 'utmSource', 'device'),
    sources: fc.option(fc.subarray(VALUES.filter((value) => value !== null)), { freq: 2 }),
    devices: fc.option(fc.constant(['d']), { freq: 2 }),
    range: fc.tuple(fc.integer({ min: -2, max: 10 }), fc.integer({ min: 1, max: 25 })),
    now: fc.integer({ min: 0, max: 40 }),
    // The first bucket may begin before the range.
    edges: fc.uniqueArray(fc.integer({ min: 1, max: 24 }), { maxLength: 6 }),
    early: fc.nat(3),
  })
  .map(({ events, sources, devices, range: [from, length], now, edges, early, ...rules }) => {
    const to = from + length;
    const entry = new Map<keyof Traits, readonly string[]>();
    if (sources !== null) entry.set('utmSource', sources);
    if (devices !== null) entry.set('device', devices);
    const starts = edges.map((edge) => from + edge).filter((start) => start < to);
    return {
      events,
      rules: { ...rules, product: null, entry },
      from,
      to,
      now,
      buckets: [from - early, ...starts.sort((a, b) => a - b)],
    };
  });

/** Events as rollups give them: rows of what is asked, split into two days. */
function journeysOf(events: readonly OracleStep[], traits: readonly (keyof Traits)[]): Promise<Journeys> {
  const days = [0, 1].map((day) => {
    const rows = new Map<string, OracleStep[]>();
    for (const [place, one] of events.entries()) {
      if (place % 2 !== day) continue;
      const key = JSON.stringify([...traits.map((trait) => one[trait])]);
      rows.set(key, [...(rows.get(key) ?? []), one]);
    }
    return [...rows.values()].flatMap((steps) =>
      steps.slice(0, 1).map((one) => ({
        traits: Object.fromEntries(traits.map((trait) => [trait, one[trait]])),
        journeys: journeysIn(steps),
      })),
    );
  });
  return readJourneys(
    days.flatMap((rows, day) => collectedDay(rows, String(day))),
    traits,
  );
}

/** Steps by visitor and customer. */
function journeysIn(steps: readonly OracleStep[]): Journey[] {
  const byPerson = new Map<string, OracleStep[]>();
  for (const one of steps) {
    const key = JSON.stringify([one.visitor, one.customer]);
    byPerson.set(key, [...(byPerson.get(key) ?? []), one]);
  }
  return [...byPerson.values()].flatMap((own) =>
    own.slice(0, 1).map(({ visitor, customer }) => ({
      ...{ visitor, customer },
      steps: own.map(({ at, step }) => ({ at, number: STEPS.indexOf(step) })),
    })),
  );
}

function actedOf(events: readonly OracleStep[]): Promise<Journeys> {
  return journeysOf(
    events.filter(({ customer }) => customer !== null),
    [],
  );
}

async function answer({ events, rules, ...asked }: Question): Promise<FunnelFigures> {
  const { breakdown, entry } = rules;
  const traits = [...new Set([...entry.keys(), ...(breakdown === null ? [] : [breakdown])])];
  const full: FunnelQuestion = {
    ...asked,
    order: rules.order,
    conversionWindow: rules.conversionWindow,
    steps: rules.steps.map((step) => STEPS.indexOf(step)),
    entryFilters: [...entry].map(([trait, values]) => ({ trait, values })),
    segment:
      breakdown === null ? null : { trait: breakdown, of: breakdown === 'product' ? 'steps' : 'entry' },
  };
  return funnelOf(await journeysOf(events, traits), await identitiesOf(await actedOf(events)), full);
}

/** A cell, and what it must be. */
function cellFigures(cell: FunnelCell): object {
  const timings = cell.reached.map((_, step) => cell.timing(step)?.mean ?? null);
  return { reached: cell.reached, maturing: cell.maturing, timings };
}

function figures(attempts: readonly Followed[], { rules, now }: Question): object {
  const steps = rules.steps.map((_, step) => step);
  return {
    reached: steps.map((step) => attempts.filter(({ events }) => events.length > step).length),
    maturing: steps.map((step) => (step === 0 ? 0 : maturing(attempts, step, now))),
    timings: steps.map((step) => {
      const gaps = attempts.flatMap(({ events: { [step - 1]: before, [step]: one } }) =>
        before === undefined || one === undefined ? [] : [one.at - before.at],
      );
      const sum = gaps.reduce((total, gap) => total + gap, 0);
      return gaps.length === 0 ? null : sum / gaps.length / 1_000_000;
    }),
  };
}

function expected(asked: Question): object {
  const { events, rules, from, to, buckets } = asked;
  const people = attemptsOf(events, rules);
  const all = countedWithin(people, rules.order, from, to);
  const { breakdown } = rules;
  const values = breakdown === null ? [] : [...new Set(all.map((one) => segmentOf(one, breakdown)))];
  const ofValue = (value: string | null): Followed[] =>
    all.filter((one) => breakdown !== null && segmentOf(one, breakdown) === value);
  return {
    total: figures(all, asked),
    segments: new Map(values.map((value) => [value, figures(ofValue(value), asked)])),
    trend: buckets.map((start, bucket) => {
      const end = Math.min(buckets[bucket + 1] ?? to, to);
      const entered = countedWithin(people, rules.order, Math.max(start, from), end);
      return rules.steps.map((_, step) => entered.filter((one) => one.events.length > step).length);
    }),
  };
}

test('a funnel is what a naive replay of each person finds', async () => {
  await fc.assert(
    fc.asyncProperty(question, async (asked) => {
      const { total, segments, trend } = await answer(asked);
      expect({
        total: cellFigures(total),
        segments: new Map(Array.from(segments, ([value, cell]) => [value, cellFigures(cell)])),
        trend,
      }).toEqual(expected(asked));
    }),
    { numRuns: 4000 },
  );
}, 120_000);

describe('bots', () => {
  const rulesOf = (order: Order): FunnelRules => ({
    ...{ steps: STEPS, order, conversionWindow: 1000, product: null, entry: new Map(), breakdown: 'device' },
  });
  test.each(ORDERS)('5,000 events of one person in 500 buckets end: %s', async (order) => {
    const events = Array.from({ length: 5000 }, (_, at): OracleStep => {
      const step: Step = STEPS[(at * 7) % 11 < 6 ? (at * 7) % 11 : 0] ?? 'VISIT';
      const device = at % 3 === 0 ? 'd' : null;
      const nothing = { product: null, utmSource: null, country: null, customer: null };
      return { ...nothing, id: '', at, step, visitor: 'bot', device };
    });
    const buckets = Array.from({ length: 500 }, (_, bucket) => bucket * 10);
    const asked = { events, rules: rulesOf(order), from: 0, to: 5000, now: 5000, buckets };
    const { total, trend } = await answer(asked);
    expect({ total: cellFigures(total), trend }).toEqual({ ...expected(asked), segments: undefined });
  });
});

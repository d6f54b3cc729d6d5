import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readJourneys, type Journeys } from '../../../src/insight/journeys.js';
import { collectedDay, type JourneyRow } from '../../support/oracle/funnel-rows.js';

/** Whole texts, and any strings of what escapes are made of. */
const text = fc.oneof(
  fc.constantFrom(
    '\\N',
    'N',
    '\\',
    '\\\\',
    '\n',
    '\\n',
    'n',
    '\t',
    '\r',
    '\u2028',
    '\u{1d4b3}\\\u{1d4b3}',
    ' ',
  ),
  fc.string({
    unit: fc.constantFrom('\\', '\n', 'n', 'N', '\t', 'x', '\u{1f600}'),
    minLength: 1,
    maxLength: 6,
  }),
  fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !value.includes('\0')),
);
const optional = fc.option(text, { freq: 3 });
const row: fc.Arbitrary<JourneyRow> = fc.record({
  values: fc.record({ visitor: text, customer: optional, product: optional, device: optional }),
  steps: fc.array(
    fc.record({
      // The years 1900 to 2200, on both sides of the borders between the two halves of a number.
      at: fc.oneof(
        fc.integer({ min: -2_208_988_800_000_000, max: 7_258_118_400_000_000 }),
        fc
          .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -2, max: 2 }))
          .map(([n, by]) => n * 2 ** 29 + by),
        fc.integer({ min: 1_700_000_000_000_000, max: 1_800_000_000_000_000 }),
      ),
      number: fc.integer({ min: 0, max: 5 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});

/** Journeys as rows again. */
function rowsOf({ visitors, customers, traits, begins, times, steps }: Journeys): JourneyRow[] {
  expect(customers).toHaveLength(visitors.length);
  expect(begins).toHaveLength(visitors.length);
  for (const column of traits.values()) expect(column).toHaveLength(visitors.length);
  return visitors.map((visitor, place) => ({
    values: {
      visitor,
      customer: customers[place] ?? null,
      ...Object.fromEntries(Array.from(traits, ([key, column]) => [key, column[place] ?? null])),
    },
    steps: Array.from(times.slice(begins[place], begins[place + 1]), (at, step) => ({
      at,
      number: steps[(begins[place] ?? 0) + step] ?? NaN,
    })),
  }));
}

test('journeys are read as they were collected', async () => {
  const days = fc.array(fc.array(row, { minLength: 1, maxLength: 4 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(days, async (given) => {
      const read = await readJourneys(given.map(collectedDay), ['product', 'device']);
      expect(rowsOf(read)).toEqual(given.flat());
    }),
    { numRuns: 1000 },
  );
});

test('traits keep the order in which they were asked for', async () => {
  const { traits } = await readJourneys([], ['device', 'product']);
  expect([...traits.keys()]).toEqual(['device', 'product']);
});

test('no days are no journeys', async () => {
  const { visitors, begins, times, steps } = await readJourneys([], []);
  expect([visitors, begins, times, steps].map(({ length }) => length)).toEqual([0, 0, 0, 0]);
});

test.each([
  ['\\\\N', '\\N'],
  ['\\\\n', '\\n'],
  ['\\n', '\n'],
  ['\\\\\\n', '\\\n'],
  ['a\tb', 'a\tb'],
  ['\\\\\u{1d4b3}', '\\\u{1d4b3}'],
])('the line %j is the id %j', async (line, id) => {
  const journey = '\\x00000008000000000000000d';
  const read = await readJourneys([{ visitor: line, customer: '\\N', journey }], []);
  expect(read).toMatchObject({ visitors: [id], customers: [null] });
  expect([...read.times, ...read.steps]).toEqual([1, 5]);
});

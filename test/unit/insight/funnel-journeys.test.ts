import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  kindOfStep,
  readJourneys,
  STEP_WORDS,
  timeOfStep,
  type CollectedPiece,
  type Journeys,
} from '../../../src/insight/journeys.js';
import { KEY_WORDS } from '../../../src/insight/key-table.js';
import { collectedDay, type Journey, type JourneyRow } from '../../support/oracle/funnel-rows.js';
import { personKey } from '../../support/oracle/person-key.js';

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
const journey: fc.Arbitrary<Journey> = fc.record({
  visitor: text,
  customer: optional,
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
const row: fc.Arbitrary<JourneyRow> = fc.record({
  traits: fc.record({ product: optional, device: optional }),
  journeys: fc.array(journey, { minLength: 1, maxLength: 3 }),
});

const keyAt = (words: Uint32Array, begin: number): string =>
  Array.from(words.subarray(begin, begin + KEY_WORDS), (word) => word.toString(16).padStart(8, '0')).join('');

/** What is known of each journey, ids as their keys. */
async function told(journeys: Journeys): Promise<object[]> {
  const known: object[] = [];
  await journeys.forEach(({ words, visitor, customer, begin, end, row }) => {
    known.push({
      visitor: keyAt(words, visitor),
      customer: customer < 0 ? null : keyAt(words, customer),
      traits: Object.fromEntries(Array.from(journeys.traits, ([key, column]) => [key, column[row]])),
      steps: Array.from({ length: (end - begin) / STEP_WORDS }, (_, step) => ({
        at: timeOfStep(words, begin + step * STEP_WORDS),
        number: kindOfStep(words, begin + step * STEP_WORDS),
      })),
    });
  });
  return known;
}

/** Pieces of several days, one of each day after the other. */
const woven = (days: readonly (readonly CollectedPiece[])[]): CollectedPiece[] => {
  const most = Math.max(0, ...days.map(({ length }) => length));
  return Array.from({ length: most }, (_, place) => days.map((pieces) => pieces[place]))
    .flat()
    .filter((piece) => piece !== undefined);
};

test('journeys are read as they were collected', async () => {
  const days = fc.array(fc.array(row, { minLength: 1, maxLength: 4 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(days, async (given) => {
      const pieces = given.map((rows, day) => collectedDay(rows, String(day)));
      const read = await readJourneys(woven(pieces), ['product', 'device']);
      const expected = given.flat().flatMap(({ traits, journeys }) =>
        journeys.map(({ visitor, customer, steps }) => ({
          visitor: personKey('visitor', visitor).toString('hex'),
          customer: customer === null ? null : personKey('customer', customer).toString('hex'),
          traits,
          steps,
        })),
      );
      expect(await told(read)).toEqual(expected);
      // As often as asked.
      expect(await told(read)).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

test('traits keep the order in which they were asked for', async () => {
  const { traits } = await readJourneys([], ['device', 'product']);
  expect([...traits.keys()]).toEqual(['device', 'product']);
});

test('no days are no journeys', async () => {
  expect(await told(await readJourneys([], []))).toEqual([]);
});

test.each([
  ['\\\\N', '\\N'],
  ['\\\\n', '\\n'],
  ['\\n', '\n'],
  ['\\\\\\n', '\\\n'],
  ['a\tb', 'a\tb'],
  ['\\\\\u{1d4b3}', '\\\u{1d4b3}'],
])('the line %j is the value %j', async (device, value) => {
  const { traits } = await readJourneys([{ day: '', piece: '0', device, journeys: '' }], ['device']);
  expect(traits.get('device')).toEqual([value]);
});

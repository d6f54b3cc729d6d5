import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { usage } from '../../../src/catalogue/usage.js';
import { WIDTH_MS } from '../../../src/catalogue/rollup.js';
import { cover } from '../../../src/planner/cover.js';
import { normalize, type InstantRange } from '../../../src/planner/ranges.js';

const ROLLUPS = usage.rollups.filter(({ dimensions }) => !dimensions.includes('customer'));
const at = (text: string): number => Date.parse(`2026-03-${text}Z`);
const range = (from: string, to: string): InstantRange => ({ from: at(from), to: at(to) });
const told = (range: InstantRange): string =>
  `${new Date(range.from).toISOString().slice(8, 19)}..${new Date(range.to).toISOString().slice(8, 19)}`;

const pieces = (asked: InstantRange, dirty: InstantRange[] = []): Record<string, string[]> =>
  Object.fromEntries(
    cover(asked, ROLLUPS, dirty).map(({ rollup, ranges }) => [rollup?.relation ?? 'raw', ranges.map(told)]),
  );

describe('which relation serves which part of a range', () => {
  test.each<[string, InstantRange, InstantRange[], Record<string, string[]>]>([
    ['whole days', range('01T00:00', '04T00:00'), [], { usage_1d: ['01T00:00:00..04T00:00:00'] }],
    ['within a day', range('01T06:00', '01T09:00'), [], { usage_1h: ['01T06:00:00..01T09:00:00'] }],
    [
      'edges of every width',
      range('01T22:50', '04T01:20'),
      [],
      {
        usage_1d: ['02T00:00:00..04T00:00:00'],
        usage_1h: ['01T23:00:00..02T00:00:00', '04T00:00:00..04T01:00:00'],
        usage_15m: ['04T01:00:00..04T01:15:00'],
        raw: ['01T22:50:00..01T23:00:00', '04T01:15:00..04T01:20:00'],
      },
    ],
    [
      'a dirty quarter-hour in the middle of a day',
      range('01T00:00', '04T00:00'),
      [range('02T10:15', '02T10:30')],
      {
        usage_1d: ['01T00:00:00..02T00:00:00', '03T00:00:00..04T00:00:00'],
        usage_1h: ['02T00:00:00..02T10:00:00', '02T11:00:00..03T00:00:00'],
        usage_15m: ['02T10:00:00..02T10:15:00', '02T10:30:00..02T11:00:00'],
        raw: ['02T10:15:00..02T10:30:00'],
      },
    ],
    [
      'dirty outside of the range',
      range('02T00:00', '03T00:00'),
      [range('01T10:15', '01T10:30')],
      { usage_1d: ['02T00:00:00..03T00:00:00'] },
    ],
    [
      'everything dirty',
      range('01T00:00', '02T00:00'),
      [range('01T00:00', '03T00:00')],
      { raw: ['01T00:00:00..02T00:00:00'] },
    ],
    ['less than a bucket', range('01T00:01', '01T00:02'), [], { raw: ['01T00:01:00..01T00:02:00'] }],
  ])('%s', (_, asked, dirty, expected) => {
    expect(pieces(asked, dirty)).toEqual(expected);
  });

  test('each instant is served once, whole buckets by rollups, and nothing dirty by any', () => {
    const MINUTE = 60_000;
    const quarter = fc
      .integer({ min: 0, max: 400 })
      .map((n) => ({ from: n * WIDTH_MS['15m'], to: (n + 1) * WIDTH_MS['15m'] }));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 6000 }),
        fc.integer({ min: 1, max: 6000 }),
        fc.array(quarter, { maxLength: 12 }),
        (from, length, dirty) => {
          const asked = { from: from * MINUTE, to: (from + length) * MINUTE };
          const parts = cover(asked, ROLLUPS, normalize(dirty));
          const all = parts.flatMap(({ ranges }) => ranges);
          expect(normalize(all)).toEqual([asked]);
          expect(all.reduce((sum, part) => sum + part.to - part.from, 0)).toBe(asked.to - asked.from);
          for (const { rollup, ranges } of parts) {
            if (rollup === null) continue;
            for (const part of ranges) {
              expect([part.from % WIDTH_MS[rollup.width], part.to % WIDTH_MS[rollup.width]]).toEqual([0, 0]);
              expect(dirty.some((hole) => hole.from < part.to && hole.to > part.from)).toBe(false);
            }
          }
        },
      ),
    );
  });
});

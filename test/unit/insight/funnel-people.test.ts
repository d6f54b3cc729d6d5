import { describe, expect, test } from '@jest/globals';
import { peopleOf, type IdentityLink } from '../../../src/insight/people.js';

type Row = readonly [visitor: string, customer: string | null];

/** The rows of each person, by their places. */
function persons(rows: readonly Row[], links: readonly IdentityLink[]): number[][] {
  const visitors = rows.map(([visitor]) => visitor);
  const { count, ofRow } = peopleOf({ visitors, customers: rows.map(([, customer]) => customer) }, links);
  expect(ofRow).toHaveLength(rows.length);
  return Array.from({ length: count }, (_, person) =>
    rows.flatMap((_row, place) => (ofRow[place] === person ? [place] : [])),
  );
}

const link = (visitor: string, customer: string, since: number): IdentityLink => ({
  visitor,
  customer,
  since,
});

describe('a person', () => {
  test.each<[string, Row[], IdentityLink[], number[][]]>([
    ['none', [], [link('v', 'c', 1)], []],
    [
      'is a visitor who never acted as a customer',
      [
        ['v', null],
        ['w', null],
        ['v', null],
      ],
      [],
      [[0, 2], [1]],
    ],
    [
      'is a customer, whatever visitors act as it',
      [
        ['v', 'c'],
        ['w', 'c'],
      ],
      [],
      [[0, 1]],
    ],
    [
      'is the customer that a visitor becomes later',
      [
        ['v', null],
        ['v', 'c'],
      ],
      [link('v', 'c', 9)],
      [[0, 1]],
    ],
    [
      'is the customer that a visitor becomes out of sight',
      [
        ['v', null],
        ['w', 'c'],
      ],
      [link('v', 'c', 9)],
      [[0, 1]],
    ],
    [
      'is the first of the customers that a visitor becomes; the others are others',
      [
        ['v', 'b'],
        ['v', null],
        ['v', 'a'],
      ],
      [link('v', 'b', 2), link('v', 'a', 1)],
      [[0], [1, 2]],
    ],
    [
      'is, of two customers at once, the first by code points, which are not UTF-16 units',
      [
        ['v', '\u{1d4b3}'],
        ['v', '\u{fb01}'],
        ['v', null],
      ],
      [link('v', '\u{1d4b3}', 1), link('v', '\u{fb01}', 1)],
      [[0], [1, 2]],
    ],
    [
      'is a customer of its own where the id is that of a visitor',
      [
        ['x', null],
        ['v', 'x'],
      ],
      [link('v', 'x', 1)],
      [[0], [1]],
    ],
    [
      'joins visitors who became the same customer, and those only',
      [
        ['v', null],
        ['w', null],
        ['u', null],
      ],
      [link('v', 'c', 1), link('w', 'c', 2), link('u', 'd', 1)],
      [[0, 1], [2]],
    ],
  ])('%s', (_, rows, links, expected) => {
    expect(persons(rows, links)).toEqual(expected);
    expect(persons(rows, [...links].reverse())).toEqual(expected);
  });

  test('who became a customer a microsecond earlier', () => {
    const links = [link('v', 'a', 1_774_964_231.000002), link('v', 'b', 1_774_964_231.000001)];
    const rows: Row[] = [
      ['v', null],
      ['w', 'a'],
      ['w', 'b'],
    ];
    expect(persons(rows, links)).toEqual([[0, 2], [1]]);
  });
});

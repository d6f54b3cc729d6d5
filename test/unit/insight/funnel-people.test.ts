import { describe, expect, test } from '@jest/globals';
import { readJourneys, type Journeys } from '../../../src/insight/journeys.js';
import { identitiesOf, People } from '../../../src/insight/people.js';
import { collectedDay, type Journey } from '../../support/oracle/funnel-rows.js';
import { personKey } from '../../support/oracle/person-key.js';

type Row = readonly [visitor: string, customer: string | null];

/** That a visitor acted as a customer, and since when, microseconds. */
interface IdentityLink {
  readonly visitor: string;
  readonly customer: string;
  readonly since: number;
}

const read = (journeys: readonly Journey[]): Promise<Journeys> =>
  readJourneys(journeys.length === 0 ? [] : collectedDay([{ traits: {}, journeys }]), []);

/** The rows of each person, by their places. */
async function persons(rows: readonly Row[], links: readonly IdentityLink[]): Promise<number[][]> {
  const journeys = rows.map(([visitor, customer]) => ({ visitor, customer, steps: [{ at: 0, number: 0 }] }));
  // A later step besides: the earliest counts.
  const identities = links.map(({ visitor, customer, since }) => ({
    ...{ visitor, customer },
    steps: [
      { at: since + 1000, number: 3 },
      { at: since, number: 4 },
    ],
  }));
  const people = new People(await identitiesOf(await read(identities)));
  const ofJourney: number[] = [];
  await (await read(journeys)).forEach((journey) => ofJourney.push(people.of(journey)));
  expect(ofJourney).toHaveLength(rows.length);
  return Array.from({ length: people.count }, (_, person) =>
    rows.flatMap((_row, place) => (ofJourney[place] === person ? [place] : [])),
  );
}

/** Two customers, that of the lesser key first. */
const [LESSER, GREATER] = ['a', 'b'].sort((one, other) =>
  Buffer.compare(personKey('customer', one), personKey('customer', other)),
) as [string, string];

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
      'is, of two customers at once, that of the lesser key',
      [
        ['v', GREATER],
        ['v', LESSER],
        ['v', null],
      ],
      [link('v', GREATER, 1), link('v', LESSER, 1)],
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
  ])('%s', async (_, rows, links, expected) => {
    expect(await persons(rows, links)).toEqual(expected);
    expect(await persons(rows, [...links].reverse())).toEqual(expected);
  });

  test('who became a customer a microsecond earlier', async () => {
    const links = [link('v', 'a', 1_774_964_231_000_002), link('v', 'b', 1_774_964_231_000_001)];
    const rows: Row[] = [
      ['v', null],
      ['w', 'a'],
      ['w', 'b'],
    ];
    expect(await persons(rows, links)).toEqual([[0, 2], [1]]);
  });
});

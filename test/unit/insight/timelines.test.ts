import { expect, test } from '@jest/globals';
import { readJourneys } from '../../../src/insight/journeys.js';
import { identitiesOf, People } from '../../../src/insight/people.js';
import { timelinesOf } from '../../../src/insight/timelines.js';
import { collectedDay } from '../../support/oracle/funnel-rows.js';

const VISITORS = 300;
const DAYS = 3;
const STEPS_A_DAY = 100;
/** When a visitor takes a step of a day: no two at once. */
const at = (visitor: number, day: number, step: number): number =>
  ((DAYS - day) * STEPS_A_DAY + step) * VISITORS + visitor;

test('the steps of each of many people come together, each once', async () => {
  const pieces = Array.from({ length: DAYS }, (_, day) => {
    const journeys = Array.from({ length: VISITORS }, (_, visitor) => ({
      ...{ visitor: `v${visitor}`, customer: null },
      steps: Array.from({ length: STEPS_A_DAY }, (_, step) => ({
        ...{ at: at(visitor, day, step), number: step % 6 },
      })),
    }));
    return collectedDay([{ traits: {}, journeys }], String(day));
  });
  const people = new People(await identitiesOf(await readJourneys([], [])));
  // Of the funnel's steps the fourth is the first, the second the second; the others are none of them.
  const places = [2, 1, 2, 0, 2, 2];
  const asked = { places, length: 2, withOthers: false };
  const journeys = await readJourneys(pieces.flat(), []);
  const all = await timelinesOf(journeys, people, { ...asked, withOthers: true });
  const own = await timelinesOf(journeys, people, asked);
  expect(people.count).toBe(VISITORS);
  expect([...all.begins]).toEqual(
    Array.from({ length: VISITORS + 1 }, (_, person) => person * DAYS * STEPS_A_DAY),
  );
  for (let person = 0; person < VISITORS; person++) {
    const expected = Array.from({ length: DAYS }, (_, day) =>
      Array.from({ length: STEPS_A_DAY }, (_, step) => ({
        ...{ time: at(person, day, step), place: places[step % 6], row: day },
      })),
    ).flat();
    const told = ({ begins, time, place, row }: typeof all): object[] =>
      Array.from(time.subarray(begins[person], begins[person + 1]), (one, offset) => {
        const event = (begins[person] ?? 0) + offset;
        return { time: one, place: place[event], row: row[event] };
      });
    expect(told(all)).toEqual(expected);
    expect(told(own)).toEqual(expected.filter(({ place = 2 }) => place < 2));
  }
});

import { expect, test } from '@jest/globals';
import { Ring } from '../../../console/src/live/ring.js';

const filled = (capacity: number, count: number): Ring<string> => {
  const ring = new Ring<string>(capacity);
  for (let number = 0; number < count; number += 1) ring.push(`#${number}`);
  return ring;
};
const contents = (ring: Ring<string>): (string | undefined)[] =>
  Array.from({ length: ring.size }, (_, index) => ring.at(ring.first + index));

test.each([
  [0, 0, []],
  [2, 0, ['#0', '#1']],
  [3, 0, ['#0', '#1', '#2']],
  [4, 1, ['#1', '#2', '#3']],
  [7, 4, ['#4', '#5', '#6']],
])('after %i, three are left from number %i on', (count, first, rows) => {
  const ring = filled(3, count);
  expect([ring.first, ring.end, contents(ring)]).toEqual([first, count, rows]);
});

test('what has fallen out or is to come is not there', () => {
  const ring = filled(3, 5);
  expect([ring.at(1), ring.at(2), ring.at(4), ring.at(5)]).toEqual([undefined, '#2', '#4', undefined]);
});

test('the oldest are taken out first, and the numbers go on', () => {
  const ring = filled(4, 6);
  expect(ring.take(3)).toEqual(['#2', '#3', '#4']);
  expect([ring.first, ring.size, contents(ring)]).toEqual([5, 1, ['#5']]);
  expect(ring.take(9)).toEqual(['#5']);
  ring.push('next');
  expect([ring.first, contents(ring)]).toEqual([6, ['next']]);
});

test('forgotten rows keep their numbers from being given again', () => {
  const ring = filled(4, 6);
  ring.clear();
  expect([ring.size, ring.first, ring.at(5)]).toEqual([0, 6, undefined]);
});

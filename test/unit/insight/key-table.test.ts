import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KEY_WORDS, KeyTable } from '../../../src/insight/key-table.js';

const list = (keys: readonly (readonly number[])[]): Uint32Array => Uint32Array.from(keys.flat());
const word = fc.oneof(fc.nat(1), fc.constantFrom(2 ** 31, 2 ** 32 - 1));
const key = fc.tuple(word, word, word, word);

test('keys are numbered in the order in which they are met', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
      const table = new KeyTable();
      const words = list(keys);
      const known = new Map<string, number>();
      for (const [place, one] of keys.entries()) {
        const name = one.join();
        expect(table.find(words, place * KEY_WORDS)).toBe(known.get(name) ?? -1);
        if (!known.has(name)) known.set(name, known.size);
        expect(table.meet(words, place * KEY_WORDS)).toBe(known.get(name));
        expect(table.find(words, place * KEY_WORDS)).toBe(known.get(name));
      }
      expect(table.count).toBe(known.size);
      const numbered = table.keys.subarray(0, table.count * KEY_WORDS);
      expect(numbered).toEqual(list([...known.keys()].map((name) => name.split(',').map(Number))));
    }),
  );
});

test('as many as come, all of one first word', () => {
  const many = 5000;
  const words = list(Array.from({ length: many }, (_, at) => [7, at % 10, Math.floor(at / 10), 0]));
  const table = new KeyTable();
  const numbers = Array.from({ length: many }, (_, at) => at);
  expect(numbers.map((at) => table.meet(words, at * KEY_WORDS))).toEqual(numbers);
  expect(numbers.map((at) => table.find(words, at * KEY_WORDS))).toEqual(numbers);
  expect(table.find(list([[7, 0, 0, 1]]), 0)).toBe(-1);
});

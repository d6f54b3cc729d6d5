import { describe, expect, test } from '@jest/globals';
import { fold, foldedLetters } from '../../../src/event-log/fold.js';

test.each([
  ['ASCII', 'Payment FAILED 100%', 'payment failed 100%'],
  ['accents', 'ÄRGER Éva', 'ärger éva'],
  ['both sigmas', 'ΟΔΟΣ οδος', 'οδοσ οδοσ'],
  ['Cyrillic', 'ЖУК', 'жук'],
  ['title case', 'ǅ', 'ǆ'],
  ['what has no single letter of the other case', 'ß İ ı ﬁ', 'ß İ ı ﬁ'],
  ['what would become ASCII', '\u212a ſ', '\u212a ſ'],
  ['beyond U+FFFF', '𐐀😀', '𐐀😀'],
])('%s', (_, text, expected) => expect(fold(text)).toBe(expected));

const BMP = Array.from({ length: 0xd800 - 0x80 }, (_, i) => String.fromCharCode(i + 0x80));

describe('every letter', () => {
  test('is folded once and for all, to one letter beyond ASCII', () => {
    for (const letter of BMP) {
      const folded = fold(letter);
      expect([letter, folded.length, folded > '\x7f', fold(folded)]).toEqual([letter, 1, true, folded]);
    }
  });

  test('is told to PostgreSQL where it becomes one of a term', () => {
    const { from, to } = foldedLetters([...new Set(BMP.map(fold))]);
    const told = new Map(Array.from(from, (letter, i) => [letter, to[i]]));
    expect(told.size).toBe(from.length);
    for (const letter of BMP) expect(told.get(letter) ?? letter).toBe(fold(letter));
  });
});

test('only letters that matter are told', () => {
  expect(foldedLetters(['payment', '100%'])).toEqual({ from: '', to: '' });
  expect(foldedLetters(['ärger', '→'])).toEqual({ from: 'Ä', to: 'ä' });
  expect(foldedLetters(['σ'])).toEqual({ from: 'Σς', to: 'σσ' });
});

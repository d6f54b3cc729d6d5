import { expect, test } from '@jest/globals';
import { InputError } from '../../../src/errors.js';
import { readSearch } from '../../../src/event-log/search-terms.js';

const read = (search: string): string[] =>
  readSearch('filter.search', search).map(({ text, isExcluded }) => `${isExcluded ? 'not ' : ''}<${text}>`);

test.each<[string, string, string[]]>([
  ['nothing', '', []],
  ['blanks', ' \t\n ', []],
  ['words', 'Payment  FAILED', ['<payment>', '<failed>']],
  ['a phrase', '"payment  failed"', ['<payment  failed>']],
  ['a phrase beside words', 'a "b c"d', ['<a>', '<b c>', '<d>']],
  ['a quote inside of a word', '5"x', ['<5"x>']],
  ['a phrase without its end', 'a "b c', ['<a>', '<b c>']],
  ['empty phrases', '"" -"" x', ['<x>']],
  ['what is excluded', '-a -"b c" d-e', ['not <a>', 'not <b c>', '<d-e>']],
  ['a hyphen by itself', '- a', ['<->', '<a>']],
  ['hyphens', '--a', ['not <-a>']],
  ['words that are said twice', 'a A -a', ['<a>', 'not <a>']],
  ['control characters', 'a\u001fb "c\td"', ['<a>', '<b>', '<c d>']],
  ['what means something elsewhere', '% _ .* \\ (x+)+$', ['<%>', '<_>', '<.*>', '<\\>', '<(x+)+$>']],
])('%s', (_, search, expected) => expect(read(search)).toEqual(expected));

test('what is too long is refused', () => {
  expect(read('x'.repeat(500))).toHaveLength(1);
  expect(() => read('x'.repeat(501))).toThrow(InputError);
  const words = (count: number): string => Array.from({ length: count }, (_, i) => `w${i}`).join(' ');
  expect(read(words(12))).toHaveLength(12);
  expect(() => read(words(13))).toThrow('filter.search: expected at most 12 words and phrases');
});

test('half a million quotes and hyphens cost nothing', () => {
  for (const unit of ['"', '-', '- "', '-"', ' '])
    expect(read(unit.repeat(500 / unit.length)).length).toBeLessThan(9);
});

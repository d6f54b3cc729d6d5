import { describe, expect, test } from '@jest/globals';
import { LineSplitter, type Line } from '../../../../src/ingest/doors/line-splitter.js';

const TOO_LONG = { fault: 'line: longer than 100 bytes' };
const NO_UTF8 = { fault: 'line: expected UTF-8' };

/** The lines of a stream that comes in chunks of some size. */
function linesOf(bytes: Buffer, chunkSize: number, maxBytes = 100): Line[] {
  const splitter = new LineSplitter(maxBytes);
  const lines: Line[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) {
    lines.push(...splitter.push(bytes.subarray(at, at + chunkSize)));
  }
  return [...lines, ...splitter.end()];
}

const CASES: readonly (readonly [string, Buffer, readonly Line[]])[] = [
  ['nothing', Buffer.from(''), []],
  ['one line without an end', Buffer.from('{}'), ['{}']],
  ['LF and CRLF, mixed', Buffer.from('a\nb\r\nc\n'), ['a', 'b', 'c']],
  ['blank lines', Buffer.from('\n\r\n  \na\n \t\r\n\nb\n\n'), ['a', 'b']],
  ['a mark of order', Buffer.from('\uFEFFa\n\uFEFFb'), ['a', '\uFEFFb']],
  ['characters of two to four bytes', Buffer.from('é€\n𝕏😀\r\nz'), ['é€', '𝕏😀', 'z']],
  ['U+2028 ends no line', Buffer.from('a\u2028b\u0085c\n'), ['a\u2028b\u0085c']],
  [
    'no UTF-8 in one line only',
    Buffer.from([0x61, 10, 0xff, 10, 0xc3, 10, 0x62]),
    ['a', NO_UTF8, NO_UTF8, 'b'],
  ],
  ['a half character at the end', Buffer.from([0x61, 10, 0xc3]), ['a', NO_UTF8]],
  [
    'as long as may be',
    Buffer.from(`${'x'.repeat(100)}\n${'y'.repeat(100)}`),
    ['x'.repeat(100), 'y'.repeat(100)],
  ],
  ['one too long', Buffer.from(`a\n${'x'.repeat(101)}\nb\n`), ['a', TOO_LONG, 'b']],
  ['far too long', Buffer.from(`a\n${'x'.repeat(5_000)}\nb\n`), ['a', TOO_LONG, 'b']],
  ['too long at the end', Buffer.from(`a\n${'x'.repeat(5_000)}`), ['a', TOO_LONG]],
  ['several too long', Buffer.from(`${'x'.repeat(300)}\n${'y'.repeat(300)}\nc`), [TOO_LONG, TOO_LONG, 'c']],
  [
    'too long in bytes, not in characters',
    Buffer.from(`${'é'.repeat(51)}\n${'é'.repeat(50)}\n`),
    [TOO_LONG, 'é'.repeat(50)],
  ],
];

describe.each(CASES)('%s', (_, bytes, expected) => {
  test.each([1, 2, 3, 7, 64, 100_000])('in chunks of %i bytes', (chunkSize) => {
    expect(linesOf(bytes, chunkSize)).toEqual(expected);
  });
});

test('a line that drips in is kept in a few pieces', () => {
  const text = 'x'.repeat(100_000);
  expect(linesOf(Buffer.from(`${text}\n${text}`), 1, 100_000)).toEqual([text, text]);
});

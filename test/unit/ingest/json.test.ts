import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ExactNumber, parseJson, stringifyJson } from '../../../src/ingest/json.js';

describe('parseJson', () => {
  test.each([
    '123456789012345678.123',
    '0.12345678901234567891',
    '9007199254740993',
    '-9007199254740993',
    '1e400',
    '-1E+400',
    '1e-400',
    '12345678901234567890e-5',
    '1'.repeat(5000),
  ])('keeps %.40s exactly', (text) => {
    const spots = [text, `[${text}]`, `{"a":${text}}`, `{"a": ${text} }`, `[0,\n\t${text}\r\n]`, ` ${text}`];
    const found = spots.map((spot) => JSON.stringify(parseJson(spot)));
    expect(found).toEqual([
      `"${text}"`,
      `["${text}"]`,
      `{"a":"${text}"}`,
      `{"a":"${text}"}`,
      `[0,"${text}"]`,
      `"${text}"`,
    ]);
    expect(parseJson(text)).toBeInstanceOf(ExactNumber);
    expect(String(parseJson(text))).toBe(text);
  });

  test.each([
    '0',
    '-0',
    '1.50',
    '1e3',
    '1e-99',
    '0.30000000000000004',
    '9007199254740992',
    '1e300',
    '0e999',
    '1.0000000000000000',
  ])('leaves %s a number', (text) => {
    expect(parseJson(`[${text}]`)).toEqual([Number(text)]);
  });

  test('is not misled by digits inside strings', () => {
    const value = {
      id: '12345678901234567890',
      note: 'a: 12345678901234567890, [1e400',
      'k:1234567890123456789': 1,
    };
    expect(parseJson(JSON.stringify(value))).toEqual(value);
  });

  test('reads the bare words that Python writes', () => {
    expect(parseJson('{"a": NaN, "b": [Infinity, -Infinity], "NaN": "NaN"}')).toEqual({
      a: new ExactNumber('NaN'),
      b: [new ExactNumber('Infinity'), new ExactNumber('-Infinity')],
      NaN: 'NaN',
    });
  });

  test.each([
    ['', 'unexpected end at position 0'],
    ['  ', 'unexpected end at position 2'],
    ['{', 'unexpected end at position 1'],
    ['[1,', 'unexpected end at position 3'],
    ['[1,]', 'expected a value at position 3'],
    ['{"a":1,}', 'expected a property name at position 7'],
    ['{"a" 1}', 'expected ":" at position 5'],
    ['{"a":1 "b":2}', 'expected "," or "}" at position 7'],
    ['[1 2]', 'expected "," or "]" at position 3'],
    ['[1}', 'expected "," or "]" at position 2'],
    ['{"a":1]', 'expected "," or "}" at position 6'],
    ['1 2', 'expected the end at position 2'],
    ['[01]', 'expected "," or "]" at position 2'],
    ['[1.]', 'expected "," or "]" at position 2'],
    ['[.5]', 'expected a value at position 1'],
    ['[+1]', 'expected a value at position 1'],
    ['[-]', 'expected a value at position 1'],
    ['[nan]', 'expected a value at position 1'],
    ['"abc', 'unterminated string at position 0'],
    ['["\\x"]', 'invalid string at position 1'],
    ['["a\nb"]', 'invalid string at position 1'],
    ["['a']", 'expected a value at position 1'],
    ['undefined', 'expected a value at position 0'],
    ['\ufeff{}', 'expected a value at position 0'],
  ])('refuses %j: %s', (text, message) => {
    expect(() => parseJson(text)).toThrow(new SyntaxError(message));
  });

  test('pollutes no prototype, on either road', () => {
    for (const text of ['{"__proto__":{"bad":1}}', '{"__proto__":{"bad":1},"n":12345678901234567890}']) {
      const value = parseJson(text) as object;
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.hasOwn(value, '__proto__')).toBe(true);
      expect('bad' in value).toBe(false);
    }
    expect('bad' in {}).toBe(false);
  });

  test('survives a million brackets, on either road', () => {
    const depth = 1_000_000;
    const open = '['.repeat(depth);
    expect(() => parseJson(open)).toThrow(SyntaxError);
    expect(() => parseJson('{"a":'.repeat(depth))).toThrow(SyntaxError);
    expect(Array.isArray(parseJson(open + ']'.repeat(depth)))).toBe(true);
    expect(Array.isArray(parseJson(`${open}12345678901234567890${']'.repeat(depth)}`))).toBe(true);
  });

  test('agrees with JSON.parse on the slow road', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const [first] = parseJson(`[${text}, 12345678901234567890]`) as unknown[];
        expect(first).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  test('accepts what JSON.parse accepts, and nothing else', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-1e5',
      '1234567890123456789',
      'null',
      ' ',
      '\\',
      '"',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 9 }), (tokens) => {
        const text = tokens.join('');
        expect(accepts(() => parseJson(text))).toBe(accepts(() => JSON.parse(text)));
      }),
      { numRuns: 2000 },
    );
  });

  test('prints any number literal as it was written, or as an equal double', () => {
    const literal = fc.stringMatching(/^-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?$/);
    fc.assert(
      fc.property(literal, (text) => {
        const value = parseJson(`{"n":${text}}`) as { n: unknown };
        if (value.n instanceof ExactNumber) expect(stringifyJson(value)).toBe(`{"n":${text}}`);
        else expect(value.n).toBe(Number(text));
      }),
    );
  });
});

describe('stringifyJson', () => {
  test('writes exact numbers as numbers, at any depth', () => {
    const text = '{"a":[12345678901234567890,{"b":1e400,"__proto__":null}],"c":"x\\"y","d":true}';
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  test('is JSON.stringify where there are none', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => stringifyJson(value) === JSON.stringify(value)));
  });

  test('cannot be fooled by data that looks like a number object', () => {
    const text = '{"a":{"isLosslessNumber":true,"text":"1}"},"n":12345678901234567890}';
    expect(stringifyJson(parseJson(text))).toBe(text);
  });
});

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

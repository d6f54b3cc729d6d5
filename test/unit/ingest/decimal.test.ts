import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalNumber, ExactNumber, isStorableNumber, parseDecimal } from '../../../src/ingest/decimal.js';

describe('parseDecimal', () => {
  test.each<[unknown, string]>([
    [0, '0'],
    [-0, '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['0e400', '0'],
    [1, '1'],
    [-12.5, '-12.5'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    ['1.0', '1'],
    ['007', '7'],
    ['+1.50', '1.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e3', '1000'],
    ['12.34E-1', '1.234'],
    ['120e-1', '12'],
    ['0.4567890123456789', '0.4567890123456789'],
    [new ExactNumber('123456789012345678.123'), '123456789012345678.123'],
    [12345678901234567890n, '12345678901234567890'],
    ['9'.repeat(50), '9'.repeat(50)],
    ['1e49', `1${'0'.repeat(49)}`],
    ['1e-50', `0.${'0'.repeat(49)}1`],
    [`1.${'0'.repeat(200)}`, '1'],
  ])('%p is %s', (value, expected) => {
    expect(parseDecimal(value)).toBe(expected);
  });

  test.each([
    '',
    ' ',
    ' 1',
    '1 ',
    '1\n',
    '.',
    '-',
    '+',
    'e5',
    '1e',
    '1e+',
    '--1',
    '1,5',
    '1_000',
    '0x10',
    '0b1',
    'NaN',
    'Infinity',
    '-Infinity',
    '١',
    '1e50',
    '1e-51',
    '9'.repeat(51),
    `0.${'1'.repeat(51)}`,
    '1e999999999',
    '1e-999999999',
    `1e${'9'.repeat(400)}`,
    `0.${'0'.repeat(2000)}1`,
    NaN,
    Infinity,
    -Infinity,
    1e50,
    5e-324,
    null,
    undefined,
    true,
    [1],
    {},
    new ExactNumber('1e400'),
  ])('%p is none', (value) => {
    expect(parseDecimal(value)).toBeNull();
  });

  test('keeps what BigInt arithmetic says', () => {
    const digits = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
    fc.assert(
      fc.property(digits, fc.integer({ min: -9, max: 9 }), fc.boolean(), (unscaled, exponent, upper) => {
        const text = parseDecimal(`${unscaled}${upper ? 'E' : 'e'}${exponent}`);
        expect(text).not.toBeNull();
        const [whole = '', fraction = ''] = (text ?? '').split('.');
        const scaled = BigInt(whole + fraction.padEnd(9, '0'));
        expect(scaled).toBe(unscaled * 10n ** BigInt(exponent + 9));
      }),
    );
  });

  test('gives a double back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e30, max: 1e30 }), (double) => {
        const text = parseDecimal(double);
        if (text !== null) expect(Number(text)).toBe(double === 0 ? 0 : double);
      }),
    );
  });

  test('is idempotent, and canonical text has no zeros to spare', () => {
    const spelling = fc.stringMatching(/^[+-]?[0-9]{1,12}(\.[0-9]{0,12})?([eE][+-]?[0-9]{1,2})?$/);
    fc.assert(
      fc.property(spelling, (given) => {
        const text = parseDecimal(given);
        if (text === null) return;
        expect(parseDecimal(text)).toBe(text);
        expect(text).toMatch(/^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/);
      }),
    );
  });
});

describe('canonicalNumber', () => {
  test.each([
    ['1', '1.0', '10e-1'],
    ['1e100', '1E+100', '10e99'],
    ['-2.50e-300', '-0.25e-299', '-25e-301'],
  ])('%s, %s and %s are one number', (a, b, c) => {
    expect(canonicalNumber(b)).toBe(canonicalNumber(a));
    expect(canonicalNumber(c)).toBe(canonicalNumber(a));
  });

  test('is null for what is no number', () => {
    expect([canonicalNumber('x'), canonicalNumber(NaN), canonicalNumber({})]).toEqual([null, null, null]);
  });
});

describe('isStorableNumber', () => {
  test('takes every double', () => {
    expect([Number.MAX_VALUE, Number.MIN_VALUE, 0, NaN, Infinity].map(isStorableNumber)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('refuses what would overflow numeric', () => {
    const texts = ['1e399', '1e400', '1e-400', '1e-401', '1e200000', '0e200000'];
    expect(texts.map((text) => isStorableNumber(new ExactNumber(text)))).toEqual([
      true,
      false,
      true,
      false,
      false,
      true,
    ]);
  });
});

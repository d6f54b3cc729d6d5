import { describe, expect, it } from '@jest/globals';
import { decimalText, LEDGER_SCALE, priced, unitPrice } from '../../../src/demo/decimal.js';

describe('decimalText', () => {
  it.each<[number | bigint, number, string]>([
    [42, 4, '0.0042'],
    [-42, 4, '-0.0042'],
    [4_200, 2, '42'],
    [4_210, 2, '42.1'],
    [0, 6, '0'],
    [-0, 6, '0'],
    [1_000, 0, '1000'],
    [5n, 15, '0.000000000000005'],
    [10n ** 30n, 9, '1000000000000000000000'],
    [-(10n ** 20n) - 1n, 20, '-1.00000000000000000001'],
  ])('%p with %i decimals is %s', (units, scale, text) => {
    expect(decimalText(units, scale)).toBe(text);
  });

  it('refuses what a double cannot count', () => {
    expect(() => decimalText(2 ** 53, 2)).toThrow(RangeError);
    expect(() => decimalText(0.5, 2)).toThrow(RangeError);
  });
});

describe('priced', () => {
  it('reads prices and multiplies exactly', () => {
    expect(unitPrice('0.0042')).toBe(4_200_000);
    expect(unitPrice('12')).toBe(12_000_000_000);
    expect(priced(137, 0, unitPrice('0.0042'))).toEqual({ text: '0.5754', ledger: 575_400_000_000_000n });
    expect(priced(-325, 2, unitPrice('0.14')).text).toBe('-0.455');
  });

  it('stays exact where doubles do not', () => {
    const { text, ledger } = priced(123_456_789, 6, unitPrice('98.765432101'));
    expect(text).toBe('12193.263111386983689');
    expect(decimalText(ledger, LEDGER_SCALE)).toBe('12193.263111386983689');
  });
});

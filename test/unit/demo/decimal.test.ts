import { describe, expect, it } from '@jest/globals';
import { decimalText } from '../../../src/decimal.js';
import { LEDGER_SCALE, priced, unitPrice } from '../../../src/demo/decimal.js';

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

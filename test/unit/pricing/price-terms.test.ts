import { describe, expect, test } from '@jest/globals';
import { InputError } from '../../../src/errors.js';
import { parsePriceTerms, type PriceModel, type PriceTerms } from '../../../src/pricing/price-terms.js';

describe('terms that are read', () => {
  test.each<[PriceModel, unknown, PriceTerms]>([
    ['FLAT', { amount: '0.0042' }, { model: 'FLAT', amount: '0.0042' }],
    ['FLAT', { amount: '010.500' }, { model: 'FLAT', amount: '10.5' }],
    ['FLAT', { amount: 0 }, { model: 'FLAT', amount: '0' }],
    ['FLAT', { amount: 1.5e-7 }, { model: 'FLAT', amount: '0.00000015' }],
    ['FLAT', { amount: 123456789.012345 }, { model: 'FLAT', amount: '123456789.012345' }],
    ['FLAT', { amount: '0.12345678901234567890' }, { model: 'FLAT', amount: '0.1234567890123456789' }],
    ['PACKAGE', { size: 1000, amount: '2.50' }, { model: 'PACKAGE', size: '1000', amount: '2.5' }],
    [
      'GRADUATED',
      [{ upTo: '1000', amount: 0.1 }, { upTo: 2000.5, amount: '0.08', flat: '25.00' }, { amount: 0 }],
      {
        model: 'GRADUATED',
        tiers: [
          { upTo: '1000', amount: '0.1', flat: '0' },
          { upTo: '2000.5', amount: '0.08', flat: '25' },
          { upTo: null, amount: '0', flat: '0' },
        ],
      },
    ],
    [
      'VOLUME',
      [{ upTo: null, amount: '1', flat: 3 }],
      { model: 'VOLUME', tiers: [{ upTo: null, amount: '1', flat: '3' }] },
    ],
  ])('%s %j', (model, value, expected) => {
    expect(parsePriceTerms(model, value, 'terms')).toEqual(expected);
  });
});

describe('terms that are refused, with the member at fault', () => {
  const DECIMAL = 'expected a decimal, not negative, as text if it has more than 15 digits';
  const LAST = { upTo: null, amount: 1 };

  test.each<[PriceModel, unknown, string, string]>([
    ['FLAT', null, 'terms', 'expected an object with amount'],
    ['FLAT', [{ amount: 1 }], 'terms', 'expected an object with amount'],
    ['FLAT', '0.1', 'terms', 'expected an object with amount'],
    ['FLAT', { amount: 1, flat: 2 }, 'terms', 'expected an object with amount, not "flat"'],
    ['FLAT', {}, 'terms.amount', DECIMAL],
    ['FLAT', { amount: '-1' }, 'terms.amount', DECIMAL],
    ['FLAT', { amount: -1 }, 'terms.amount', DECIMAL],
    ['FLAT', { amount: '' }, 'terms.amount', DECIMAL],
    ['FLAT', { amount: ' 1' }, 'terms.amount', DECIMAL],
    ['FLAT', { amount: '0x10' }, 'terms.amount', DECIMAL],
    ['FLAT', { amount: '1,5' }, 'terms.amount', DECIMAL],
    ['FLAT', { amount: NaN }, 'terms.amount', DECIMAL],
    ['FLAT', { amount: Infinity }, 'terms.amount', DECIMAL],
    ['FLAT', { amount: 0.1 + 0.2 }, 'terms.amount', DECIMAL],
    ['FLAT', { amount: 1e21 }, 'terms.amount', DECIMAL],
    ['FLAT', { amount: '1'.repeat(51) }, 'terms.amount', DECIMAL],
    ['FLAT', { amount: ['1'] }, 'terms.amount', DECIMAL],
    ['PACKAGE', { amount: 1 }, 'terms.size', DECIMAL],
    ['PACKAGE', { size: '0.00', amount: 1 }, 'terms.size', 'expected a decimal above 0'],
    ['PACKAGE', { size: 10, amount: 'free' }, 'terms.amount', DECIMAL],
    ['GRADUATED', { amount: 1 }, 'terms', 'expected a list of 1 to 100 tiers'],
    ['GRADUATED', [], 'terms', 'expected a list of 1 to 100 tiers'],
    ['GRADUATED', new Array(101).fill(LAST), 'terms', 'expected a list of 1 to 100 tiers'],
    ['VOLUME', [null], 'terms[0]', 'expected an object with upTo, amount, flat'],
    [
      'VOLUME',
      [{ upTo: null, amount: 1, flatFee: 5 }],
      'terms[0]',
      'expected an object with upTo, amount, flat, not "flatFee"',
    ],
    ['VOLUME', [{ upTo: 10, amount: 1 }], 'terms[0].upTo', 'expected null: the last tier has no end'],
    ['VOLUME', [{ amount: 1 }, LAST], 'terms[0].upTo', DECIMAL],
    ['VOLUME', [{ upTo: 0, amount: 1 }, LAST], 'terms[0].upTo', 'expected a decimal above 0'],
    ['VOLUME', [{ upTo: 5, amount: 1, flat: '-1' }, LAST], 'terms[0].flat', DECIMAL],
    ['VOLUME', [{ upTo: 5, amount: 1 }, { upTo: null }], 'terms[1].amount', DECIMAL],
    [
      'GRADUATED',
      [{ upTo: 9, amount: 1 }, { upTo: 10, amount: 1 }, { upTo: '10.0', amount: 2 }, LAST],
      'terms[2].upTo',
      'expected more than 10',
    ],
    [
      'GRADUATED',
      [{ upTo: '9', amount: 1 }, { upTo: '8', amount: 1 }, LAST],
      'terms[1].upTo',
      'expected more than 9',
    ],
  ])('%s %j', (model, value, field, expected) => {
    expect(() => parsePriceTerms(model, value, 'terms')).toThrow(new InputError(field, expected));
  });
});

import { compareDecimals, decimalText, type DecimalText } from '../decimal.js';
import { InputError } from '../errors.js';

/** The ways to price a quantity. docs/pricing.md defines each. */
export const PRICE_MODELS = ['FLAT', 'GRADUATED', 'VOLUME', 'PACKAGE'] as const;
export type PriceModel = (typeof PRICE_MODELS)[number];

/** A range of quantities with an amount of its own: above the `upTo` of the tier before it (0 for the first). */
export interface PriceTier {
  /** The last quantity that belongs to the tier; null for the last tier, which has no end. */
  readonly upTo: DecimalText | null;
  /** Of one unit. */
  readonly amount: DecimalText;
  /** Charged once by a quantity that enters the tier; 0 if there is none. */
  readonly flat: DecimalText;
}

/** One or more tiers, their bounds ascending, the last without end. */
export type PriceTiers = readonly [PriceTier, ...PriceTier[]];

/** What a price charges, in units of its currency. No amount is negative; sizes and bounds are positive. */
export type PriceTerms =
  | { readonly model: 'FLAT'; readonly amount: DecimalText }
  | { readonly model: 'GRADUATED' | 'VOLUME'; readonly tiers: PriceTiers }
  /** An amount for each package of `size` units that is started. */
  | { readonly model: 'PACKAGE'; readonly size: DecimalText; readonly amount: DecimalText };

/** A price list with more tiers than this is a mistake. */
const MAX_TIERS = 100;

/**
 * Reads the terms of a price as JSON gives them: `{amount}`, `{size, amount}`, or a list of `{upTo, amount, flat}`.
 * Decimals are texts such as `"0.0042"`, or numbers of at most 15 digits, which doubles hold. `flat` may be left out,
 * and so may the last tier's `upTo`, which is null. Members that the model does not know are refused: one that is
 * misspelt would be a price that nobody agreed on.
 *
 * @throws InputError that names the member, such as `terms[1].upTo` for the field `terms`, and what was expected.
 */
export function parsePriceTerms(model: PriceModel, value: unknown, field: string): PriceTerms {
  if (model === 'GRADUATED' || model === 'VOLUME') return { model, tiers: parseTiers(value, field) };
  if (model === 'FLAT') {
    const { amount } = membersOf(value, field, ['amount']);
    return { model, amount: decimal(amount, `${field}.amount`) };
  }
  const { size, amount } = membersOf(value, field, ['size', 'amount']);
  return { model, size: positive(size, `${field}.size`), amount: decimal(amount, `${field}.amount`) };
}

function parseTiers(value: unknown, field: string): PriceTiers {
  if (!Array.isArray(value) || value.length > MAX_TIERS) throw listExpected(field);
  const tiers = value.map((tier: unknown, index) =>
    parseTier(tier, `${field}[${index}]`, index === value.length - 1),
  );
  const [first, ...others] = tiers;
  if (first === undefined) throw listExpected(field);
  others.reduce((before, tier, index) => {
    if (tier.upTo !== null && before.upTo !== null && compareDecimals(tier.upTo, before.upTo) <= 0) {
      throw new InputError(`${field}[${index + 1}].upTo`, `expected more than ${before.upTo}`);
    }
    return tier;
  }, first);
  return [first, ...others];
}

function parseTier(value: unknown, field: string, isLast: boolean): PriceTier {
  const { upTo = null, amount, flat = '0' } = membersOf(value, field, ['upTo', 'amount', 'flat']);
  if (isLast && upTo !== null) {
    throw new InputError(`${field}.upTo`, 'expected null: the last tier has no end');
  }
  return {
    upTo: isLast ? null : positive(upTo, `${field}.upTo`),
    amount: decimal(amount, `${field}.amount`),
    flat: decimal(flat, `${field}.flat`),
  };
}

function listExpected(field: string): InputError {
  return new InputError(field, `expected a list of 1 to ${MAX_TIERS} tiers`);
}

/** The members of an object, of which the names are known. */
function membersOf<Name extends string>(
  value: unknown,
  field: string,
  names: readonly Name[],
): Partial<Record<Name, unknown>> {
  const expected = `expected an object with ${names.join(', ')}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(field, expected);
  }
  const unknown = Object.keys(value).find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) throw new InputError(field, `${expected}, not "${unknown.slice(0, 60)}"`);
  return value;
}

function positive(value: unknown, field: string): DecimalText {
  const text = decimal(value, field);
  if (text === '0') throw new InputError(field, 'expected a decimal above 0');
  return text;
}

/** `e-7` is how a double that is that small prints. */
const DECIMAL = /^(\d{1,50})(?:\.(\d{1,50}))?(?:e-(\d{1,2}))?$/;

function decimal(value: unknown, field: string): DecimalText {
  const text = typeof value === 'number' ? String(value) : value;
  const [, whole, fraction = '', exponent = '0'] = (typeof text === 'string' && DECIMAL.exec(text)) || [];
  const digits = whole === undefined ? null : BigInt(whole + fraction);
  if (digits === null || (typeof value === 'number' && digits >= 10n ** 15n)) {
    throw new InputError(field, 'expected a decimal, not negative, as text if it has more than 15 digits');
  }
  return decimalText(digits, fraction.length + Number(exponent));
}

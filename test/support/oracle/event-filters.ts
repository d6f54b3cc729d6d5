import fc from 'fast-check';
import type { LogEvent } from '../../../src/feed/log-event.js';
import { PIECES, TYPES } from './event-samples.js';
import { seldom } from './oracle-run.js';
import { CUSTOMERS, PRODUCTS } from './usage-events.js';

const DAY = 86_400_000;
const SEVERITIES = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

/** A word or a phrase as a caller writes it. */
interface Term {
  readonly text: string;
  readonly isPhrase: boolean;
  readonly isExcluded: boolean;
}

/** A filter as a case asks for it. */
export interface AskedFilter {
  readonly categories?: readonly string[] | null;
  readonly types?: readonly string[] | null;
  readonly minSeverity?: string | null;
  readonly customerId?: string | null;
  readonly productId?: string | null;
  readonly actor?: string | null;
  readonly statusCodes?: readonly { readonly from?: number | null; readonly to?: number | null }[] | null;
  readonly terms?: readonly Term[] | null;
  readonly attributes?: Record<string, unknown> | null;
  readonly from?: number | null;
  readonly to?: number | null;
}

/** The filter as variables. */
export function filterInput({ terms, from, to, ...rest }: AskedFilter): Record<string, unknown> {
  const written = terms?.map(
    ({ text, isPhrase, isExcluded }) => `${isExcluded ? '-' : ''}${isPhrase ? `"${text}"` : text}`,
  );
  const iso = (at: number | null | undefined): string | null =>
    at == null ? null : new Date(at).toISOString();
  return { ...rest, search: written?.join(' ') ?? null, from: iso(from), to: iso(to) };
}

const isWord = (text: string): boolean => !/[\s\p{Cc}]/u.test(text) && !/^["-]/.test(text);

const term: fc.Arbitrary<Term> = fc
  .record({
    parts: fc.oneof(
      { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...PIECES)) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(...PIECES)) },
    ),
    between: fc.constantFrom('', ' '),
    cut: fc.integer({ min: 0, max: 2 }),
    length: fc.constantFrom(1, 2, 3, 20),
    isPhrase: fc.boolean(),
    isExcluded: fc.oneof(fc.constant(false), fc.constant(false), fc.boolean()),
  })
  .map(({ parts, between, cut, length, ...rest }) => {
    const text = Array.from(parts.join(between))
      .slice(cut, cut + length)
      .join('')
      .replace(/[\p{Cc}]/gu, ' ');
    const isPhrase = rest.isPhrase || !isWord(text);
    return { text: text === '' ? 'api' : text, isPhrase, isExcluded: rest.isExcluded };
  });

const contained: fc.Arbitrary<Record<string, unknown>> = fc.constantFrom<Record<string, unknown>>(
  ...[
    {},
    { region: 'eu' },
    { note: 5 },
    { note: 1.5 },
    { list: [] },
    { list: [5] },
    { deep: {} },
    { deep: [] },
  ],
  ...[
    { deep: { a: 5 } },
    { deep: { note: null } },
    { list: [[1]] },
    { list: [[1, 2]] },
    { list: ['x', 'x'] },
  ],
  ...[{ method: 'GET' }, { quantity: '1.50' }, { sessionId: 's1', error: '' }, { region: true, note: null }],
);

/** Searches of a year, and nothing else. */
export const searches = (now: number): fc.Arbitrary<AskedFilter> =>
  fc.array(term, { minLength: 1, maxLength: 2 }).map((terms) => ({ terms, from: now - 365 * DAY, to: null }));

/** Filters that keep anything from nothing to all; `isCountable`: those that `eventStats` takes. */
export function filters(now: number, isCountable: boolean): fc.Arbitrary<AskedFilter> {
  const single = fc.record({ from: fc.constant(null), to: fc.constant(null) });
  const range = fc
    .record({ from: fc.integer({ min: 1, max: 360 * DAY }), length: fc.integer({ min: 1, max: 90 * DAY }) })
    .map(({ from, length }) => ({ from: now - from, to: now - from + length }));
  return fc
    .record({
      categories: seldom(
        fc.uniqueArray(fc.constantFrom('API', 'BILLING', 'AUTH', 'SYSTEM', 'USAGE'), { maxLength: 3 }),
      ),
      types: seldom(
        fc.uniqueArray(
          fc.constantFrom(
            ...TYPES,
            'invoice.*',
            'system.*',
            'api.*',
            'a.*',
            'storefront.*',
            '.*',
            '*',
            'api',
          ),
          { maxLength: 3 },
        ),
      ),
      minSeverity: seldom(fc.constantFrom(...SEVERITIES)),
      customerId: seldom(fc.constantFrom(...CUSTOMERS, 'nobody'), 6),
      productId: seldom(fc.constantFrom(...PRODUCTS), 6),
      actor: seldom(fc.constantFrom('Ärger', 'timeout', 'x', 'k', 'nobody'), 8),
      statusCodes: seldom(
        fc.array(
          fc.constantFrom(
            ...[{ from: 500 }, { to: 299 }, { from: 404, to: 404 }, { from: 400, to: 499 }],
            ...[{ from: -9_999_999 }, { to: -2_147_483_648 }, { from: 600, to: 2_147_483_647 }],
          ),
          { maxLength: 2 },
        ),
        5,
      ),
      terms: isCountable ? fc.constant(null) : seldom(fc.array(term, { maxLength: 3 }), 1),
      attributes: isCountable ? fc.constant(null) : seldom(contained),
      when: isCountable
        ? single
        : fc.oneof(
            { weight: 3, arbitrary: fc.constant({ from: now - 365 * DAY, to: null }) },
            { weight: 1, arbitrary: range },
            { weight: 1, arbitrary: single },
          ),
    })
    .map(({ when, ...rest }) => ({ ...rest, ...when }));
}

/** Letters without case; those beyond U+FFFF, and what has no single letter of the other case, stay. */
const bare = (text: string): string =>
  Array.from(text, (letter) => {
    if (letter <= '\x7f') return letter.toLowerCase();
    const [upper, own] = [letter.toUpperCase(), (one: string) => one.length === 1 && one > '\x7f'];
    const lower = (own(upper) ? upper : letter).toLowerCase();
    return letter.length === 1 && own(lower) ? lower : letter;
  }).join('');

const leaves = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  // The numbers of the samples are written plainly, or are too long to be searched.
  if (typeof value === 'number') return value === 1e-7 ? ['0.0000001'] : value > 1e15 ? [] : [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
};

/** Whether an event is meant, said as plainly as can be. `holds`: whether its attributes contain a part. */
export function isMeant(event: LogEvent, filter: AskedFilter, holds: (part: unknown) => boolean): boolean {
  const { categories, types, minSeverity, statusCodes, terms } = filter;
  const texts = [event.message, event.type, event.actor ?? '', ...leaves(event.attributes)].map(bare);
  const { statusCode } = event;
  return [
    categories == null || categories.includes(event.category),
    types == null ||
      types.some((type) =>
        /\.\*$/.test(type) ? event.type.indexOf(type.replace(/\*$/, '')) === 0 : type === event.type,
      ),
    minSeverity == null || SEVERITIES.indexOf(event.severity) >= SEVERITIES.indexOf(minSeverity),
    filter.customerId == null || event.customerId === filter.customerId,
    filter.productId == null || event.productId === filter.productId,
    filter.actor == null || event.actor === filter.actor,
    statusCodes == null ||
      (statusCode !== null &&
        statusCodes.some(
          ({ from, to }) => statusCode >= (from ?? -Infinity) && statusCode <= (to ?? Infinity),
        )),
    filter.from == null || event.time >= filter.from,
    filter.to == null || event.time < filter.to,
    filter.attributes == null || holds(filter.attributes),
    (terms ?? []).every(
      ({ text, isExcluded }) => texts.some((one) => one.includes(bare(text))) !== isExcluded,
    ),
  ].every(Boolean);
}

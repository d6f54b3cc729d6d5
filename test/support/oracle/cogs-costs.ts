import type { CostEvent } from './cogs-events.js';
import { costOf, spent } from './cogs-margins.js';
import { meanShare, moneyText, weight } from './cogs-money.js';
import { TOKENS, pricedTokens } from './cogs-prices.js';
import { ratioOf, textOf } from './fixed.js';
import { compareKeys, within } from './usage-oracle.js';
import type { OracleWindow } from './usage-window.js';

const UNITS = { inputTokens: 'input', cachedInputTokens: 'cached input', outputTokens: 'output' } as const;

/** What decides the status of points. */
export interface Bounds {
  readonly window: OracleWindow;
  /** When the first event of all happened. */
  readonly first: number | null;
  readonly now: number;
}

/** One point a bucket; what it shows of its events is the caller's, and a quiet one has none. */
export function points<E extends { readonly time: number }>(
  events: readonly E[],
  { window: { buckets }, first, now }: Bounds,
  show: (events: readonly E[]) => object,
): object[] {
  return buckets.starts.map((start, i) => {
    const next = buckets.starts[i + 1] ?? buckets.end;
    const own = within(events, start, next);
    const isMissing = own.length === 0 && (first === null || next <= first);
    const known = next > now ? 'INCOMPLETE' : own.length === 0 ? 'ZERO' : 'OK';
    return { bucket: new Date(start).toISOString(), ...show(own), status: isMissing ? 'MISSING' : known };
  });
}

const countOf = (events: readonly CostEvent[], kind: (typeof TOKENS)[number]): bigint =>
  events.reduce((sum, event) => sum + BigInt(event[kind] ?? '0'), 0n);

/** A whole number as JSON has it: text where a double cannot count it. */
export const wholeNumber = (value: bigint): number | string =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();

function unpriced(events: readonly CostEvent[]): object[] {
  const byReason = new Map<string, CostEvent[]>();
  for (const event of events) {
    const price = event.given === null ? pricedTokens(event) : null;
    if (price === null || 'amount' in price) continue;
    byReason.set(price.unpriced, [...(byReason.get(price.unpriced) ?? []), event]);
  }
  return [...byReason]
    .sort(([a], [b]) => compareKeys(a, b))
    .flatMap(([reason, own]) =>
      TOKENS.flatMap((kind) => {
        const quantity = countOf(own, kind);
        return quantity === 0n
          ? []
          : [{ quantity: wholeNumber(quantity), unit: `${UNITS[kind]} tokens`, reason }];
      }),
    );
}

/** The difference of the costs of one currency; null where there are none, or several. */
function change(events: readonly CostEvent[], previous: readonly CostEvent[] | null): object | null {
  if (previous === null) return null;
  const currencies = new Set([...events, ...previous].flatMap((event) => [...costOf(event).keys()]));
  const [currency] = currencies;
  if (currency === undefined || currencies.size > 1) return null;
  const [now, before] = [spent(events).get(currency) ?? 0n, spent(previous).get(currency) ?? 0n];
  return {
    previous: textOf(before),
    absolute: textOf(now - before),
    ratio: before === 0n ? null : ratioOf(now - before, before),
  };
}

/** Rows of costs by a key: most costs first, and from `first` on the others. */
export function costRows(
  by: 'category' | 'provider' | 'model',
  { events, previous }: { events: readonly CostEvent[]; previous: readonly CostEvent[] | null },
  bounds: Bounds,
  first = Infinity,
): object[] {
  const all = spent(events);
  const keys = [...new Set(events.map((event) => event[by]))]
    .map((key) => ({ key, size: weight(spent(events.filter((event) => event[by] === key)), all) }))
    .sort((a, b) => (a.size === b.size ? compareKeys(a.key, b.key) : a.size > b.size ? -1 : 1))
    .map(({ key }) => key);
  const row = (key: string | null, others: boolean, isOf: (event: CostEvent) => boolean): object => {
    const own = events.filter(isOf);
    return {
      key,
      others,
      cost: moneyText(spent(own)),
      share: meanShare(spent(own), all),
      ...Object.fromEntries(TOKENS.map((kind) => [kind, wholeNumber(countOf(own, kind))])),
      unpriced: unpriced(own),
      change: change(own, previous?.filter(isOf) ?? null),
      series: points(own, bounds, (members) => ({ cost: moneyText(spent(members)) })),
    };
  };
  const kept = keys.slice(0, first);
  const rows = kept.map((key) => row(key, false, (event) => event[by] === key));
  return keys.length <= first ? rows : [...rows, row(null, true, (event) => !kept.includes(event[by]))];
}

import type { CogsEvent, CostEvent, UseEvent } from './cogs-events.js';
import { costRows, points } from './cogs-costs.js';
import { earned, margins, spent, type Allocation, type CogsFacts, type Named } from './cogs-margins.js';
import { marginText, moneyText, together } from './cogs-money.js';
import { compareKeys, within } from './usage-oracle.js';
import type { OracleWindow } from './usage-window.js';

/** What a case asks besides the window. */
export interface CogsQuestion {
  readonly first: number;
  readonly allocation: Allocation;
  readonly filter: {
    readonly categories: readonly string[] | null;
    readonly providers: readonly string[] | null;
    readonly models: readonly string[] | null;
    readonly customerIds: readonly string[] | null;
    readonly productIds: readonly string[] | null;
    readonly subscriptionIds: readonly string[] | null;
  };
  /** Those that are asked for by their ids. */
  readonly customers: readonly string[];
  readonly product: string;
}

/** What is asked of which events, and when. */
export interface CogsCase {
  readonly events: readonly CogsEvent[];
  readonly window: OracleWindow;
  readonly now: number;
  readonly question: CogsQuestion;
}

/** A question as it is often asked, and the whole answer to it. */
export interface CogsShape {
  readonly name: string;
  readonly query: string;
  readonly expected: (about: CogsCase) => object;
}

const isCost = (event: CogsEvent): event is CostEvent => event.kind === 'cost';
const isUse = (event: CogsEvent): event is UseEvent => event.kind === 'use';

const isAmong = (ids: readonly string[] | null | undefined, id: string | null): boolean =>
  ids == null || (id !== null && ids.includes(id));

/** What a filter keeps; costs alone are told apart by category, provider and model. */
function kept<E extends CogsEvent>(events: readonly E[], filter: CogsQuestion['filter'] | null): E[] {
  return events.filter(
    (event) =>
      isAmong(filter?.customerIds, event.customer) &&
      isAmong(filter?.productIds, event.product) &&
      isAmong(filter?.subscriptionIds, event.subscription) &&
      (!isCost(event) ||
        (isAmong(filter?.categories, event.category) &&
          isAmong(filter?.providers, event.provider) &&
          isAmong(filter?.models, event.model))),
  );
}

const firstOf = (events: readonly CogsEvent[]): number | null =>
  events.length === 0 ? null : Math.min(...events.map(({ time }) => time));

/** The facts of a window that a filter keeps. */
export function factsOf({ events, window }: CogsCase, filter: CogsQuestion['filter'] | null): CogsFacts {
  const inside = kept(within(events, window.from, window.to), filter);
  return {
    costs: inside.filter(isCost),
    uses: inside.filter(isUse),
    contracts: events.filter((event) => event.kind === 'contract'),
  };
}

const MONEY = '{ amount currency }';
const MARGINS = '{ currency revenue cost margin marginRate }';
const META = 'meta { from to granularity timeZone }';
const metaOf = ({ window: { from, to, granularity, timeZone } }: CogsCase): object => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
  granularity,
  timeZone,
});

const COST_ROW = `key others cost ${MONEY} share inputTokens cachedInputTokens outputTokens
  unpriced { quantity unit reason } change { previous absolute ratio } series { bucket cost ${MONEY} status }`;
const TOTALS = `totals ${MARGINS}`;
const COSTS = `byCategory { ${COST_ROW} } byProvider { ${COST_ROW} }
  byModel(first: $first) { ${COST_ROW} } series { bucket margins ${MARGINS} status }`;

function costFields(about: CogsCase): object {
  const { events, window, now, question } = about;
  const { costs, uses } = factsOf(about, question.filter);
  const compared = window.compared;
  const before = compared === null ? null : kept(within(events, compared.from, compared.to), question.filter);
  const both = { events: costs, previous: before?.filter(isCost) ?? null };
  const bounds = { window, now, first: firstOf(events.filter(isCost)) };
  // Usage without revenue is not quiet, but has nothing to show.
  const shown: (CostEvent | UseEvent)[] = [...costs, ...uses.filter(({ revenue }) => revenue !== null)];
  return {
    byCategory: costRows('category', both, bounds),
    byProvider: costRows('provider', both, bounds),
    byModel: costRows('model', both, bounds, question.first),
    series: points(
      shown,
      { ...bounds, first: firstOf(events.filter((event) => event.kind !== 'contract')) },
      (own) => ({ margins: marginText(earned(own.filter(isUse)), spent(own.filter(isCost))) }),
    ),
  };
}

function totals(about: CogsCase): object {
  const { costs, uses } = factsOf(about, about.question.filter);
  return { totals: marginText(earned(uses), spent(costs)) };
}

const MARGIN_ROW = `others margins ${MARGINS} directCost ${MONEY} allocatedCost ${MONEY}`;
const ROWS = `byCustomer(first: $first) { customer { id } ${MARGIN_ROW} }
  byProduct(first: $first) { product { id } ${MARGIN_ROW} }
  bySubscription(first: $first) { subscription { id } ${MARGIN_ROW} } unallocated ${MONEY}`;

function rowsBy(by: Named, about: CogsCase): object[] {
  const { first, allocation, filter } = about.question;
  const { rows } = margins(by, allocation, factsOf(about, filter));
  const rest = rows.slice(first);
  const others = {
    key: null,
    revenue: together(rest.map(({ revenue }) => revenue)),
    direct: together(rest.map(({ direct }) => direct)),
    allocated: together(rest.map(({ allocated }) => allocated)),
  };
  const shown = rows.slice(0, first).map((row) => ({ row, isOthers: false }));
  return [...shown, ...(rest.length === 0 ? [] : [{ row: others, isOthers: true }])].map(
    ({ row, isOthers }) => ({
      [by]: row.key === null ? null : { id: row.key },
      others: isOthers,
      margins: marginText(row.revenue, together([row.direct, row.allocated])),
      directCost: moneyText(row.direct),
      allocatedCost: moneyText(row.allocated),
    }),
  );
}

function marginFields(about: CogsCase): object {
  const { allocation, filter } = about.question;
  return {
    byCustomer: rowsBy('customer', about),
    byProduct: rowsBy('product', about),
    bySubscription: rowsBy('subscription', about),
    unallocated: moneyText(margins('customer', allocation, factsOf(about, filter)).unallocated),
  };
}

function shape(name: string, fields: string, expected: (about: CogsCase) => object): CogsShape {
  return {
    name,
    query: `query ($window: WindowInput, $filter: CogsFilter, $allocation: CostAllocation, $first: Int!) {
      cogs(window: $window, filter: $filter, allocation: $allocation) { ${META} ${TOTALS} ${fields} } }`,
    expected: (about) => ({ cogs: { meta: metaOf(about), ...totals(about), ...expected(about) } }),
  };
}

const OWN = `margin(window: $window, allocation: $allocation) ${MARGINS}`;

/** The margins of one, whatever filter there is. */
function own(by: Named, id: string, about: CogsCase): object[] {
  const { rows } = margins(by, about.question.allocation, factsOf(about, null));
  return rows
    .filter(({ key }) => key === id)
    .flatMap(({ revenue, direct, allocated }) => marginText(revenue, together([direct, allocated])));
}

/** Every shape of question. */
export const COGS_SHAPES: readonly CogsShape[] = [
  shape('costs', COSTS, costFields),
  shape('margins', ROWS, marginFields),
  shape('everything', `${COSTS} ${ROWS}`, (about) => ({ ...costFields(about), ...marginFields(about) })),
  {
    name: 'single customers and products',
    query: `query ($window: WindowInput, $allocation: CostAllocation, $customers: [ID!], $product: ID!) {
      customers(filter: { ids: $customers }) { nodes { id ${OWN} } } product(id: $product) { id ${OWN} } }`,
    expected: (about) => ({
      customers: {
        nodes: [...about.question.customers]
          .sort(compareKeys)
          .map((id) => ({ id, margin: own('customer', id, about) })),
      },
      product: { id: about.question.product, margin: own('product', about.question.product, about) },
    }),
  },
];

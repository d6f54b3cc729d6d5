import {
  change,
  compareKeys,
  groups,
  quantity,
  revenue,
  series,
  share,
  weigh,
  within,
  type Key,
  type OracleEvent,
  type OracleGroup,
  type Weight,
} from './usage-oracle.js';
import type { OracleWindow } from './usage-window.js';

/** What a question is about, as raw events. */
export interface OracleView {
  readonly window: OracleWindow;
  /** What the window and the filter keep, and the same of the range that the window is compared with. */
  readonly events: readonly OracleEvent[];
  readonly previous: readonly OracleEvent[] | null;
  /** When the first event of all happened, whatever the window and the filter keep. */
  readonly first: number | null;
  readonly now: number;
}

/** What a case asks besides the window. */
export interface OracleQuestion {
  /** Rows of the outer and of the inner breakdown. */
  readonly first: number;
  readonly inner: number;
  readonly filter: {
    readonly customerIds: readonly string[] | null;
    readonly billableUnitIds: readonly string[] | null;
    readonly productIds: readonly string[] | null;
  };
  /** The customers and the product that are asked for by their ids. */
  readonly customers: readonly string[];
  readonly product: string;
}

/** A view of some events, kept to a filter. */
export function viewOf(
  events: readonly OracleEvent[],
  window: OracleWindow,
  now: number,
  filter?: OracleQuestion['filter'],
): OracleView {
  const isAmong = (ids: readonly string[] | null | undefined, id: string | null): boolean =>
    ids == null || (id !== null && ids.includes(id));
  const kept = events.filter(
    ({ customer, unit, product }) =>
      isAmong(filter?.customerIds, customer) &&
      isAmong(filter?.billableUnitIds, unit) &&
      isAmong(filter?.productIds, product),
  );
  const { from, to, compared } = window;
  return {
    window,
    events: within(kept, from, to),
    previous: compared === null ? null : within(kept, compared.from, compared.to),
    first: events.length === 0 ? null : Math.min(...events.map(({ time }) => time)),
    now,
  };
}

/** A question as it is often asked, and the whole answer to it, computed from all events that the caller may see. */
export interface UsageShape {
  readonly name: string;
  /** How many of a hundred cases have it. */
  readonly weight: number;
  readonly query: string;
  readonly expected: (
    events: readonly OracleEvent[],
    window: OracleWindow,
    now: number,
    question: OracleQuestion,
  ) => unknown;
}

const customerOf: Key = ({ customer }) => customer;
const unitOf: Key = ({ unit }) => unit;
const productOf: Key = ({ product }) => product;
const KEYS = { customer: customerOf, billableUnit: unitOf, product: productOf };

type RowOf = (group: OracleGroup, view: OracleView) => object;

/** The rows of a breakdown; what each of them has besides its key, events and share is the caller's. */
function breakdown(
  view: OracleView,
  by: keyof typeof KEYS,
  weight: Weight,
  first: number | undefined,
  ...columns: readonly RowOf[]
): object[] {
  const whole = weigh(view.events, weight);
  return groups(view, KEYS[by], (events) => weigh(events, weight), first).map((group) => ({
    [by]: group.key === null ? null : { id: group.key },
    others: group.others,
    events: group.events.length,
    share: share(weigh(group.events, weight), whole),
    ...columns.reduce((row, column) => ({ ...row, ...column(group, view) }), {}),
  }));
}

const of = (view: OracleView, { events, previous }: OracleGroup): OracleView => ({
  ...view,
  events,
  previous,
});

const META = 'meta { from to granularity timeZone }';
const MONEY = 'revenue { amount currency }';
const money: RowOf = ({ events }) => ({ revenue: revenue(events) });
const SERIES = 'series { bucket quantity events status }';
const points: RowOf = ({ events }, view) => ({ series: series(events, view.window.buckets, view) });

const CHANGE = 'change { previous absolute ratio }';
const changeIn =
  (weight: Weight): RowOf =>
  (group) => ({ change: change(group, (events) => weigh(events, weight)) });

const UNIT = `billableUnit { id } others events share quantity ${CHANGE}`;
const unitRows = (view: OracleView, first: number | undefined, ...columns: readonly RowOf[]): object[] =>
  breakdown(view, 'billableUnit', 'quantity', first, changeIn('quantity'), quantities, ...columns);
const quantities: RowOf = ({ events }) => ({ quantity: quantity(events) });

const CONSUMERS = 'customers(first: $inner) { customer { id } others quantity events share }';
const consumers =
  (inner: number): RowOf =>
  (group, view) => ({ customers: breakdown(of(view, group), 'customer', 'quantity', inner, quantities) });

const ROW = `others events share ${MONEY} ${CHANGE}`;
const rows = (
  view: OracleView,
  by: 'customer' | 'product',
  first: number,
  ...columns: readonly RowOf[]
): object[] => breakdown(view, by, 'events', first, changeIn('events'), money, ...columns);
const unitsOf =
  (...columns: readonly RowOf[]): RowOf =>
  (group, view) => ({ units: unitRows(of(view, group), undefined, ...columns) });

/** A question to `usage`. */
function shape(
  name: string,
  weight: number,
  fields: string,
  expected: (view: OracleView, question: OracleQuestion) => object,
): UsageShape {
  const taken = ['first', 'inner'].filter((variable) => fields.includes(`$${variable}`));
  const variables = [
    '$window: WindowInput',
    '$filter: UsageFilter',
    ...taken.map((name) => `$${name}: Int!`),
  ];
  return {
    name,
    weight,
    query: `query (${variables.join(', ')}) { usage(window: $window, filter: $filter) { ${META} ${fields} } }`,
    expected: (events, window, now, question) => {
      const { from, to, granularity, timeZone } = window;
      const meta = {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        granularity,
        timeZone,
      };
      return { usage: { meta, ...expected(viewOf(events, window, now, question.filter), question) } };
    },
  };
}

const TOTALS = `events ${MONEY} activeCustomers`;
const totals = ({ events }: OracleView): object => ({
  events: events.length,
  revenue: revenue(events),
  activeCustomers: new Set(events.map(customerOf)).size,
});

const OWN_MONEY = 'revenue(window: $window) { amount currency }';

/** Every shape of question. */
export const USAGE_SHAPES: readonly UsageShape[] = [
  shape('totals', 10, TOTALS, totals),
  shape(
    'units with series',
    20,
    `byBillableUnit(first: $first) { ${UNIT} ${MONEY} ${SERIES} }`,
    (view, { first }) => ({ byBillableUnit: unitRows(view, first, money, points) }),
  ),
  shape('customers', 10, `byCustomer(first: $first) { customer { id } ${ROW} }`, (view, { first }) => ({
    byCustomer: rows(view, 'customer', first),
  })),
  shape('products', 10, `byProduct(first: $first) { product { id } ${ROW} }`, (view, { first }) => ({
    byProduct: rows(view, 'product', first),
  })),
  shape(
    'customers of units',
    10,
    `byBillableUnit(first: $first) { ${UNIT} ${CONSUMERS} }`,
    (view, { first, inner }) => ({ byBillableUnit: unitRows(view, first, consumers(inner)) }),
  ),
  shape(
    'units of customers',
    10,
    `byCustomer(first: $first) { customer { id } ${ROW} units { ${UNIT} ${MONEY} ${SERIES} } }`,
    (view, { first }) => ({ byCustomer: rows(view, 'customer', first, unitsOf(money, points)) }),
  ),
  shape(
    'customers of units of products',
    10,
    `byProduct(first: $first) { product { id } ${ROW} units { ${UNIT} ${CONSUMERS} } }`,
    (view, { first, inner }) => ({ byProduct: rows(view, 'product', first, unitsOf(consumers(inner))) }),
  ),
  shape(
    'dashboard',
    10,
    `${TOTALS} byBillableUnit(first: $first) { ${UNIT} ${MONEY} ${SERIES} ${CONSUMERS} }
     byCustomer(first: $first) { customer { id } ${ROW} units { ${UNIT} } }
     byProduct(first: $inner) { product { id } ${ROW} units { ${UNIT} ${SERIES} } }`,
    (view, { first, inner }) => ({
      ...totals(view),
      byBillableUnit: unitRows(view, first, money, points, consumers(inner)),
      byCustomer: rows(view, 'customer', first, unitsOf()),
      byProduct: rows(view, 'product', inner, unitsOf(points)),
    }),
  ),
  {
    name: 'single customers and products',
    weight: 10,
    query: `query ($window: WindowInput, $customers: [ID!], $product: ID!, $inner: Int!) {
      customers(filter: { ids: $customers }) { nodes { id usage(window: $window) { ${UNIT} ${SERIES} } ${OWN_MONEY} } }
      product(id: $product) { id usage(window: $window) { ${UNIT} ${CONSUMERS} } ${OWN_MONEY} }
    }`,
    // No filter narrows them, and who is not known is not listed.
    expected: (events, window, now, { customers, product, inner }) => {
      const about = (key: Key, id: string): OracleView => ({
        ...viewOf(
          events.filter((event) => key(event) === id),
          window,
          now,
        ),
        first: viewOf(events, window, now).first,
      });
      const known = customers.filter((id) => events.some(({ customer }) => customer === id));
      const ofProduct = about(productOf, product);
      return {
        customers: {
          nodes: known.sort(compareKeys).map((id) => {
            const view = about(customerOf, id);
            return { id, usage: unitRows(view, undefined, points), revenue: revenue(view.events) };
          }),
        },
        product: {
          id: product,
          usage: unitRows(ofProduct, undefined, consumers(inner)),
          revenue: revenue(ofProduct.events),
        },
      };
    },
  },
];

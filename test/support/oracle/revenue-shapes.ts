import type { OracleEarning } from './revenue-events.js';
import { INVOICE_FIELDS, invoiceTotals } from './revenue-invoices.js';
import { revenueMonths } from './revenue-months.js';
import { products, rows, totals, type RevenueQuestion, type RevenueView } from './revenue-oracle.js';
import { compareKeys, revenue, within, type Key } from './usage-oracle.js';

/** A question and the whole answer to it. */
export interface RevenueShape {
  readonly name: string;
  readonly query: string;
  readonly expected: (view: RevenueView, question: RevenueQuestion) => object;
}

/** A part of `revenue`. */
interface Part {
  readonly name: string;
  readonly fields: string;
  readonly expected: (view: RevenueView, question: RevenueQuestion) => object;
}

const MONEY = '{ amount currency }';
const META = 'meta { from to granularity timeZone }';
const CHANGES = 'changes { currency previous absolute ratio }';
const SERIES = `series { bucket revenue ${MONEY} status }`;
const ROW = `others revenue ${MONEY} share ${CHANGES} ${SERIES}`;

const meta = ({ window: { from, to, granularity, timeZone } }: RevenueView): object => ({
  meta: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), granularity, timeZone },
});

const node = (key: string | null): object | null => (key === null ? null : { id: key });

const breakdown = (
  name: string,
  label: string,
  key: Key<OracleEarning>,
  labelOf: (key: string | null) => object,
): Part => ({
  name,
  fields: `${name}(first: $first) { ${label} ${ROW} }`,
  expected: (view, { first }) => ({ [name]: rows(view, key, first, labelOf) }),
});

const PARTS: readonly Part[] = [
  {
    name: 'totals',
    fields: `total ${MONEY} ${CHANGES} payingCustomers ${SERIES} customers { active new returning lost }`,
    expected: totals,
  },
  breakdown(
    'byBillableUnit',
    'billableUnit { id }',
    ({ unit }) => unit,
    (key) => ({
      billableUnit: node(key),
    }),
  ),
  breakdown(
    'byProduct',
    'product { id }',
    ({ product }) => product,
    (key) => ({ product: node(key) }),
  ),
  breakdown(
    'byCustomer',
    'customer { id }',
    ({ customer }) => customer,
    (key) => ({ customer: node(key) }),
  ),
  breakdown(
    'byTool',
    'tool',
    ({ tool }) => tool,
    (key) => ({ tool: key }),
  ),
  {
    name: 'months',
    fields: `months { month currency opening new reactivation expansion contraction churn closing netRetention
      grossRetention customers { opening new reactivated expanded contracted churned closing } complete }`,
    expected: (view) => ({ months: revenueMonths(view.kept, view.window, view) }),
  },
  {
    name: 'invoices',
    fields: `invoices { ${INVOICE_FIELDS} }`,
    expected: ({ invoices, window: { from, to }, now }, { filter: { customerIds } }) => ({
      invoices: invoiceTotals(
        invoices,
        ({ customer }) => customerIds === null || customerIds.includes(customer),
        { from, to, now },
      ),
    }),
  },
];

/** Parts of `revenue` as one operation. */
function together(name: string, parts: readonly Part[]): RevenueShape {
  const fields = parts.map((part) => part.fields).join(' ');
  const first = fields.includes('$first') ? ', $first: Int!' : '';
  return {
    name,
    query: `query ($window: WindowInput, $filter: UsageFilter${first}) {
      revenue(window: $window, filter: $filter) { ${META} ${fields} } }`,
    expected: (view, question) => ({
      revenue: parts.reduce((answer, part) => ({ ...answer, ...part.expected(view, question) }), meta(view)),
    }),
  };
}

const COMPARED = `kind products events invocations activeCustomers revenue ${MONEY} share change { previous absolute ratio }
  revenueChanges { currency previous absolute ratio } series { bucket events revenue ${MONEY} status }`;

/** Everything that no filter narrows. */
const UNFILTERED: readonly RevenueShape[] = [
  {
    name: 'products compared',
    query: `query ($window: WindowInput) { productAnalytics(window: $window) { ${META}
      byProduct { product { id name kind } ${COMPARED} } byKind { product { id name kind } ${COMPARED} } } }`,
    expected: (view) => ({ productAnalytics: { ...meta(view), ...products(view) } }),
  },
  {
    name: 'single customers and products',
    query: `query ($window: WindowInput, $customers: [ID!], $product: ID!) {
      customers(filter: { ids: $customers }, orderBy: ID) { nodes { id revenue(window: $window) ${MONEY}
        invoices(window: $window) { ${INVOICE_FIELDS} } } }
      product(id: $product) { id revenue(window: $window) ${MONEY} } }`,
    expected: (view, { customers, product }) => {
      const {
        events,
        invoices,
        now,
        window: { from, to },
      } = view;
      const known = new Set([...view.kept, ...invoices].map(({ customer }) => customer));
      const listed = customers.filter((id) => known.has(id)).sort(compareKeys);
      return {
        customers: {
          nodes: listed.map((id) => ({
            id,
            revenue: revenue(events.filter(({ customer }) => customer === id)),
            invoices: invoiceTotals(invoices, ({ customer }) => customer === id, { from, to, now }),
          })),
        },
        product: {
          id: product,
          revenue: revenue(within(events, from, to).filter((event) => event.product === product)),
        },
      };
    },
  },
];

/** Every shape of question: each part alone, and a page that asks for all of them. */
export const REVENUE_SHAPES: readonly RevenueShape[] = [
  ...PARTS.map((part) => together(part.name, [part])),
  together('dashboard', PARTS),
  ...UNFILTERED,
];

/** Whether a shape has a filter. */
export const isFiltered = (shape: RevenueShape): boolean => !UNFILTERED.includes(shape);

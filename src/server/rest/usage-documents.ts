/** What every address of usage answers with, whatever it breaks usage down by. */
const ABOUT = `
  meta { from to granularity timeZone watermark staleSeconds complete }
  events
  revenue { amount currency }
  activeCustomers`;

const FIGURES = 'events revenue { amount currency } share change { previous absolute ratio }';
const TREND = 'trend: series { bucket quantity events status }';
const UNIT = 'billableUnit { id title precision } others quantity';

const operation = (name: string, rows: string): string =>
  `query ${name}($window: WindowInput, $filter: UsageFilter, $first: Int!, $tenantId: ID) {
  usage(window: $window, filter: $filter, tenantId: $tenantId) {${ABOUT}
  ${rows}
  }
}`;

/** The operations behind the addresses, by what usage is broken down by. */
export const USAGE_DOCUMENTS = {
  'by-billable-unit': operation(
    'UsageByBillableUnit',
    `rows: byBillableUnit(first: $first) {
    ${UNIT} ${FIGURES} ${TREND}
    customers(first: 10) { customer { id name } others quantity events share }
  }`,
  ),
  'by-customer': operation(
    'UsageByCustomer',
    `rows: byCustomer(first: $first) {
    customer { id name } others ${FIGURES}
    units { ${UNIT} ${FIGURES} ${TREND} }
  }`,
  ),
  'by-product': operation(
    'UsageByProduct',
    `rows: byProduct(first: $first) {
    product { id name kind } others ${FIGURES}
    units { ${UNIT} ${FIGURES} ${TREND} }
  }`,
  ),
} as const;

/** What usage can be broken down by. */
export type UsageBreakdown = keyof typeof USAGE_DOCUMENTS;
export const USAGE_BREAKDOWNS = Object.keys(USAGE_DOCUMENTS) as readonly UsageBreakdown[];

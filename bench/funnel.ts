import { storefront } from '../src/catalogue/storefront.js';
import { refreshDirty } from '../src/db/refresher.js';
import { TOTALS_BY_HAND, TREND_BY_HAND } from './funnel-by-hand.js';
import { startNodeProcess, type NodeProcess } from './node-process.js';
import { median, report } from './report.js';

const DAY = 86_400_000;
const DAYS = 30;
const END = Math.floor(Date.now() / DAY) * DAY;
const START = END - DAYS * DAY;
const TENANT = 'shop';
const LEAST = 10;
const BY_HAND_EVERY = 5;

/**
 * A funnel of six steps with a conversion window of 14 days over 30 days, totals and daily trend, through GraphQL over
 * HTTP, beside the same figures by one window-function query each over the raw hypertable, sent as the owner. Checks
 * that both say the same.
 */
export async function benchFunnel(options: ReadonlyMap<string, string>): Promise<boolean> {
  const visitors = Number(options.get('visitors') ?? 200_000);
  const rounds = Number(options.get('rounds') ?? 20);
  const node = await startNodeProcess();
  try {
    await fill(node, visitors);
    await refreshDirty(node.db.write, storefront, new Date());
    await node.db.write.query('VACUUM (ANALYZE)');
    const { rows } = await node.db.write.query<{ many: number }>(
      'SELECT count(*)::int AS many FROM storefront_events',
    );
    const key = await node.key(TENANT);
    const questions = [
      { name: 'totals', ask: () => totals(node, key), byHand: () => totalsByHand(node) },
      { name: 'trend', ask: () => trend(node, key), byHand: () => trendByHand(node) },
    ].map((question) => ({ ...question, taken: [] as number[], takenByHand: [] as number[] }));
    for (const { name, ask, byHand } of questions) {
      const [answer, expected] = [canonical(await ask()), canonical(await byHand())];
      if (answer !== expected) throw new Error(`${name} differ:\n${answer}\n${expected}`);
    }
    for (let round = 0; round < rounds; round++) {
      for (const { ask, byHand, taken, takenByHand } of questions) {
        taken.push(await time(ask));
        if (round % BY_HAND_EVERY === 0) takenByHand.push(await time(byHand));
      }
    }
    return report(
      `funnel (${node.kind} database, ${rows[0]?.many ?? 0} events of ${visitors} visitors, ${rounds} rounds)`,
      questions.flatMap(({ name, taken, takenByHand }) => [
        { name: `${name}, through GraphQL over HTTP`, value: median(taken), unit: 'ms' },
        { name: `${name} by hand, from the raw hypertable`, value: median(takenByHand), unit: 'ms' },
        {
          name: `${name}: by hand / gateway`,
          value: median(takenByHand) / median(taken),
          unit: 'times',
          bar: { least: LEAST },
        },
      ]),
    );
  } finally {
    await node.stop();
  }
}

/** Five events a visitor: as many steps as it takes, in order, and other visits and looks at products between them. */
async function fill(node: NodeProcess, visitors: number): Promise<void> {
  const chunk = 20_000;
  await node.db.write.query('SELECT setseed(0.5)');
  for (let first = 0; first < visitors; first += chunk) {
    await node.db.write.query(
      `WITH visitor AS MATERIALIZED (
         SELECT i, to_timestamp($2::float8 + random() * $3::float8) AS entry,
                width_bucket(random(), ARRAY[0, 0.4, 0.65, 0.8, 0.9, 0.96]) AS depth
         FROM generate_series($4::int, $5::int) AS i
       )
       INSERT INTO storefront_events (tenant_id, time, source, event_id, step, visitor_id, product_id, customer_id,
                                      utm_source, country, device, attributes)
       SELECT $1, time, 'bench', i || '-' || n,
              (ARRAY['VISIT', 'PRODUCT_VIEW', 'PRICING_VIEW', 'SIGNUP', 'SUBSCRIPTION', 'FIRST_API_CALL'])[step],
              'visitor-' || i, CASE WHEN step > 1 THEN 'product-' || i % 6 END,
              CASE WHEN step > 3 THEN 'customer-' || i END, 'source-' || i % 7, 'country-' || i % 20, 'device-' || i % 3, '{}'
       FROM (
         SELECT i, n, CASE WHEN n <= depth THEN n ELSE 1 + (n + i) % 2 END AS step,
                CASE WHEN n <= depth THEN entry + (n - 1) * interval '7 hours' + random() * interval '5 hours'
                     ELSE entry + random() * interval '5 days' END AS time
         FROM visitor, generate_series(1, greatest(5, depth)) AS n
       ) AS events
       WHERE time < to_timestamp($2::float8 + $3::float8)`,
      [TENANT, START / 1000, (END - START) / 1000, first, Math.min(visitors, first + chunk) - 1],
    );
  }
}

const WINDOW = { from: new Date(START).toISOString(), to: new Date(END).toISOString(), granularity: 'DAY' };
const BOUND = [TENANT, WINDOW.from, WINDOW.to, '14 days'];

type Figures = readonly (readonly (number | null)[])[];

interface Answer {
  readonly data?: {
    readonly funnel: {
      readonly steps?: readonly Record<
        'visitors' | 'meanSeconds' | 'medianSeconds' | 'p90Seconds',
        string | null
      >[];
      readonly trend?: readonly { readonly visitors: readonly string[] }[];
    };
  };
  readonly errors?: unknown;
}

async function ask(node: NodeProcess, key: string, fields: string) {
  const response = await fetch(`${node.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({
      query: `query ($window: WindowInput) { funnel(window: $window) { ${fields} } }`,
      variables: { window: WINDOW },
    }),
  });
  const { data, errors } = (await response.json()) as Answer;
  if (data === undefined || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data.funnel;
}

const number = (value: unknown): number | null => (value == null ? null : Number(value));

async function totals(node: NodeProcess, key: string): Promise<Figures> {
  const { steps = [] } = await ask(
    node,
    key,
    'steps { step visitors fromPrevious fromStart dropOff dropOffRate maturing meanSeconds medianSeconds p90Seconds }',
  );
  return steps.map(({ visitors, meanSeconds, medianSeconds, p90Seconds }) =>
    [visitors, meanSeconds, medianSeconds, p90Seconds].map(number),
  );
}

async function trend(node: NodeProcess, key: string): Promise<Figures> {
  const points = (await ask(node, key, 'trend { bucket visitors conversion status }')).trend ?? [];
  return points.map(({ visitors }) => visitors.map(number));
}

async function totalsByHand(node: NodeProcess): Promise<Figures> {
  const { rows } = await node.db.write.query<Record<string, unknown>>(TOTALS_BY_HAND, BOUND);
  return rows.map((row) => ['visitors', 'mean', 'median', 'p90'].map((column) => number(row[column])));
}

async function trendByHand(node: NodeProcess): Promise<Figures> {
  const { rows } = await node.db.write.query<Record<string, unknown>>(TREND_BY_HAND, BOUND);
  return rows.map((row) => [0, 1, 2, 3, 4, 5].map((step) => number(row[`s${step}`])));
}

/** To nine digits: sums of doubles differ by their order. */
const canonical = (figures: Figures): string =>
  JSON.stringify(figures, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(9)) : value,
  );

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

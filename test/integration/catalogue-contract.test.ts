import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aggregated, datasets } from '../../src/catalogue/catalogue.js';
import { entry, feedsOf, partialsOf, spreadOf, type Dataset } from '../../src/catalogue/dataset.js';
import { BUCKET_WIDTHS, WIDTH_MS, type Rollup } from '../../src/catalogue/rollup.js';
import type { Database } from '../../src/db/database.js';
import { refreshDirty } from '../../src/db/refresher.js';
import { readInScope, type TenantScope } from '../../src/db/tenant-scope.js';
import { plan } from '../../src/planner/plan.js';
import type { AnalyticsQuery } from '../../src/planner/query.js';
import { ROWS } from '../support/catalogue-rows.js';
import { openTestDatabase } from '../support/database.js';

const TENANT: TenantScope = { tenantId: 'acme', customerId: null };
const NARROWED: TenantScope = { tenantId: 'acme', customerId: 'c1' };

let db: Database;
/** The dirty buckets of all datasets before they were refreshed. */
let dirty: { dataset: string; tenant: string; bucket: string }[];

beforeAll(async () => {
  db = await openTestDatabase();
  await db.write.query(UNPACK);
  for (const insert of Object.values(ROWS)) await db.write.query(insert);
  dirty = await rows('SELECT dataset, tenant_id AS tenant, bucket::text FROM dirty_buckets ORDER BY 1, 2, 3');
  for (const dataset of aggregated) await refreshDirty(db.write, dataset, new Date('2026-11-01T00:00:00Z'));
});
afterAll(() => db.close());

async function rows<Row extends Record<string, unknown>>(
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await db.write.query<Row>(text, values)).rows;
}

async function columnsOf(relation: string): Promise<string[]> {
  const found = await rows<{ name: string }>(
    'SELECT attname::text AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped',
    [relation],
  );
  return found.map(({ name }) => name).sort();
}

/** The types of some expressions over a relation: fails where one of them is no SQL there. */
async function typesOf(relation: string, expressions: readonly string[]): Promise<number[]> {
  const { fields } = await db.write.query(`SELECT ${expressions.join(', ')} FROM ${relation} LIMIT 0`);
  return fields.map(({ dataTypeID }) => dataTypeID);
}

const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;

/** What a rollup keeps, by column: the expression over a raw row, and how many of them are merged. */
function keptBy(
  dataset: Dataset,
  rollup: Rollup,
): { groups: [column: string, raw: string][]; partials: [column: string, raw: string, merged: string][] } {
  return {
    groups: rollup.dimensions.map((key) => {
      const { column, raw = column } = entry(dataset.dimensions, key);
      return [column, raw];
    }),
    partials: dataset.partials
      .filter(({ column }) => rollup.partials.includes(column))
      .map(({ column, raw, merge }) => [column, raw, merge === 'concat' ? joined(raw) : `${merge}(${raw})`]),
  };
}

const joined = (bytes: string): string => `string_agg(${bytes}, ''::bytea)`;

/**
 * Bytes in no order as what they hold, in order: the steps of journeys, each with who took it; of identities the first of
 * each visitor and customer, as the others say nothing.
 */
const UNPACK = `CREATE FUNCTION unpack_bytes(kind text, bytes bytea) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE at int := 0; size int; header int; who bytea := ''; found text[] := '{}';
BEGIN
  WHILE at < octet_length(bytes) LOOP
    IF kind = 'steps' THEN size := 1; ELSE
      header := ('x' || encode(substring(bytes FROM at + 1 FOR 4), 'hex'))::bit(32)::int;
      size := header / 2;
      who := substring(bytes FROM at + 5 FOR 16 + 16 * (header % 2));
      at := at + 20 + 16 * (header % 2);
    END IF;
    FOR step IN 1 .. size LOOP
      found := found || encode(who || substring(bytes FROM at + 1 FOR 8), 'hex');
      at := at + 8;
    END LOOP;
  END LOOP;
  IF kind = 'identities' THEN
    RETURN (SELECT array_agg(step ORDER BY step)
            FROM (SELECT min(step) AS step FROM unnest(found) AS step GROUP BY left(step, 64)) AS firsts);
  END IF;
  RETURN (SELECT array_agg(step ORDER BY step) FROM unnest(found) AS step);
END $$`;

/** An expression in place of a rollup's column, what has no order put in order. */
function comparable(dataset: Dataset, column: string, expression = column): string {
  const isBytes = dataset.partials.find((partial) => partial.column === column)?.merge === 'concat';
  return isBytes ? `unpack_bytes('${column}', ${expression})` : expression;
}

/** The condition on raw rows for a rollup that has only some of them. */
function present(dataset: Dataset, { present: keys = [] }: Rollup): string {
  const columns = keys.map((key) => entry(dataset.dimensions, key).column);
  return columns.length === 0
    ? ''
    : `WHERE ${columns.map((column) => `${column} IS NOT NULL`).join(' AND ')}`;
}

const rollups = datasets.flatMap((dataset) =>
  dataset.rollups.map((rollup) => ({ dataset, rollup, relation: rollup.relation })),
);

describe('the catalogue by itself', () => {
  test('has every dataset once, with rows here to hold it against', () => {
    expect(Object.keys(ROWS).sort()).toEqual(aggregated.map(({ key }) => key).sort());
    expect(unique(datasets.map(({ key }) => key))).toBe(true);
    const known = aggregated.map(({ key }) => key);
    for (const dataset of datasets) expect(known).toEqual(expect.arrayContaining([...feedsOf(dataset)]));
    expect(unique(rollups.map(({ relation }) => relation))).toBe(true);
  });

  describe.each(datasets.map((dataset) => ({ key: dataset.key, dataset })))('$key', ({ dataset }) => {
    const { measures, dimensions, partials } = dataset;

    test('keys and columns are unique, and everything has a title and a sentence', () => {
      expect(unique([...measures, ...dimensions].map(({ key }) => key))).toBe(true);
      expect(unique([...dimensions, ...partials].map(({ column }) => column))).toBe(true);
      for (const { title, description } of [dataset, ...measures, ...dimensions]) {
        expect(title).toMatch(/^\S.*\S$/);
        expect(description).toMatch(/^[A-Z].*\.$/s);
      }
    });

    test('measures are made of partials that merge as the measure does', () => {
      const mergeOf = (column: string): string | undefined =>
        partials.find((partial) => partial.column === column)?.merge;
      const expected = {
        sum: 'sum',
        min: 'min',
        max: 'max',
        first: 'min',
        last: 'max',
        concat: 'concat',
      } as const;
      for (const measure of measures) {
        const { rule } = measure.merge;
        const merges = partialsOf(measure).map(mergeOf);
        const wanted = rule in expected ? expected[rule as keyof typeof expected] : 'sum';
        const each = rule === 'span' ? ['min', 'max'] : merges.map(() => wanted);
        expect([measure.key, merges]).toEqual([measure.key, each]);
        const spread = spreadOf(measure);
        if (spread !== null) expect(dimensions.map(({ key }) => key)).toContain(spread);
        if (measure.perCurrency === true) expect(measure.unit).toBe('money');
      }
    });

    test('rollups keep what there is, and of each width one serves every measure', () => {
      for (const rollup of dataset.rollups) {
        expect(dimensions.map(({ key }) => key)).toEqual(expect.arrayContaining([...rollup.dimensions]));
        expect(partials.map(({ column }) => column)).toEqual(expect.arrayContaining([...rollup.partials]));
      }
      const widths = BUCKET_WIDTHS.filter((width) => dataset.rollups.some((one) => one.width === width));
      expect(widths.length).toBeGreaterThan(1);
      for (const width of widths) {
        for (const measure of measures) {
          const serves = dataset.rollups.filter(
            (rollup) =>
              rollup.width === width &&
              partialsOf(measure).every((column) => rollup.partials.includes(column)) &&
              [spreadOf(measure) ?? []].flat().every((key) => rollup.dimensions.includes(key)),
          );
          expect([measure.key, width, serves.length > 0]).toEqual([measure.key, width, true]);
        }
      }
    });

    test('rollups are listed coarsest first, and of those that keep the same, the smaller first', () => {
      const widths = dataset.rollups.map(({ width }) => WIDTH_MS[width]);
      expect(widths).toEqual([...widths].sort((a, b) => b - a));
      // Those that have only some of the rows come before them: they serve less.
      const whole = dataset.rollups.filter(({ present: keys }) => keys === undefined);
      whole.forEach((one, place) => {
        for (const later of whole.slice(place + 1)) {
          if (later.width !== one.width || !one.partials.every((column) => later.partials.includes(column)))
            continue;
          const isSmaller = later.dimensions.every((key) => one.dimensions.includes(key));
          expect([one.relation, later.relation, isSmaller]).toEqual([one.relation, later.relation, false]);
        }
      });
    });
  });
});

describe.each(aggregated.map((dataset) => ({ relation: dataset.relation, dataset })))(
  '$relation',
  ({ dataset, relation }) => {
    const expressions = [
      ...dataset.dimensions.map(({ column, raw }) => raw ?? column),
      ...dataset.partials.map(({ raw }) => raw),
    ];

    test('is a hypertable by time, or a view of a part of one', async () => {
      const [{ view } = { view: false }] = await rows<{ view: boolean }>(
        "SELECT relkind = 'v' AS view FROM pg_class WHERE oid = $1::regclass",
        [relation],
      );
      if (view) {
        expect(await typesOf(`public.${relation}`, ['time'])).toHaveLength(1);
        return;
      }
      const found = await rows<{ column: string }>(
        `SELECT d.column_name AS column FROM timescaledb_information.dimensions d
         WHERE d.hypertable_schema = 'public' AND d.hypertable_name = $1`,
        [relation],
      );
      expect(found).toEqual([{ column: 'time' }]);
    });

    test('has what dimensions and partials are made of, and the reader may compute it', async () => {
      expect(await typesOf(`public.${relation}`, expressions)).toHaveLength(expressions.length);
      const statement = {
        text: `SELECT ${expressions.map((expression, i) => `${expression} AS c${i}`).join(', ')} FROM tenant.${relation}`,
        values: [],
      };
      expect(await readInScope(db.read, TENANT, statement)).toHaveLength(1080);
    });

    test('marks the quarter-hours of its rows as dirty, and a refresh leaves none', async () => {
      const expected = await rows(
        `SELECT DISTINCT $1::text AS dataset, tenant_id AS tenant,
                date_bin('15 minutes', time, '1970-01-01Z')::text AS bucket
         FROM public.${relation} ORDER BY 2, 3`,
        [dataset.key],
      );
      expect(expected.length).toBeGreaterThan(200);
      expect(dirty.filter((one) => one.dataset === dataset.key)).toEqual(expected);
      expect(await rows('SELECT FROM dirty_buckets WHERE dataset = $1', [dataset.key])).toEqual([]);
    });
  },
);

test('the continuous aggregates of the database are those of the catalogue, materialized only', async () => {
  const found = await rows(
    `SELECT view_schema::text AS schema, view_name::text AS relation, materialized_only AS materialized
     FROM timescaledb_information.continuous_aggregates ORDER BY view_name COLLATE "C"`,
  );
  expect(found).toEqual(
    rollups
      .filter(({ dataset }) => aggregated.includes(dataset))
      .map(({ relation }) => ({ schema: 'public', relation, materialized: true }))
      .sort((a, b) => (a.relation < b.relation ? -1 : 1)),
  );
});

describe.each(rollups)('$relation', ({ dataset, rollup, relation }) => {
  const { groups, partials } = keptBy(dataset, rollup);
  const kept = [...groups, ...partials].map(([column]) => column);

  test('has exactly the columns that the catalogue says, and so has its tenant view', async () => {
    const expected = ['tenant_id', 'bucket', ...kept].sort();
    expect(await columnsOf(`public.${relation}`)).toEqual(expected);
    expect(await columnsOf(`tenant.${relation}`)).toEqual(expected);
  });

  test('has the types of the expressions over raw rows', async () => {
    const raws = [...groups, ...partials].map(([, raw]) => raw);
    expect(await typesOf(`public.${relation}`, kept)).toEqual(
      await typesOf(`public.${dataset.relation}`, raws),
    );
  });

  test('is what the merged expressions over raw rows give, in buckets of its width', async () => {
    const aggregated = `
      SELECT tenant_id, date_bin($1::interval, time, '1970-01-01Z') AS bucket,
             ${[...groups.map(([, raw]) => raw), ...partials.map(([column, , merged]) => comparable(dataset, column, merged))].join(', ')}
      FROM public.${dataset.relation} ${present(dataset, rollup)}
      GROUP BY ${[1, 2, ...groups.map((_, place) => place + 3)].join(', ')}`;
    // A view of other rollups has their rows: several of them may be of one group.
    const materialized =
      dataset.views === undefined
        ? `SELECT tenant_id, bucket, ${kept.map((column) => comparable(dataset, column)).join(', ')} FROM public.${relation}`
        : `SELECT tenant_id, bucket, ${[
            ...groups.map(([column]) => column),
            ...partials.map(([column, , merged]) => `${merged.slice(0, merged.indexOf('('))}(${column})`),
          ].join(', ')}
         FROM public.${relation} GROUP BY ${[1, 2, ...groups.map((_, place) => place + 3)].join(', ')}`;
    const [difference] = await rows<{ missing: number; wrong: number; buckets: number }>(
      `SELECT (SELECT count(*)::int FROM (${aggregated} EXCEPT ALL ${materialized}) AS a) AS missing,
              (SELECT count(*)::int FROM (${materialized} EXCEPT ALL ${aggregated}) AS b) AS wrong,
              (SELECT count(DISTINCT bucket)::int FROM public.${relation}) AS buckets`,
      [`${WIDTH_MS[rollup.width]} milliseconds`],
    );
    expect(difference).toEqual({
      missing: 0,
      wrong: 0,
      buckets: { '1d': 3, '1h': 53, '15m': 210 }[rollup.width],
    });
  });

  test('shows the reader its tenant, and a narrowed credential its customer or nothing', async () => {
    const seen = async (scope: TenantScope, column: string): Promise<unknown[]> => {
      const text = `SELECT DISTINCT ${column} AS value FROM tenant.${relation} ORDER BY 1`;
      return (await readInScope<{ value: unknown }>(db.read, scope, { text, values: [] })).map(
        ({ value }) => value,
      );
    };
    expect(await seen(TENANT, 'tenant_id')).toEqual(['acme']);
    if (rollup.dimensions.includes('customer')) {
      const all = await seen(TENANT, 'customer_id');
      expect(all.filter((customer) => customer !== null)).toEqual(['c0', 'c1', 'c2']);
      expect(await seen(NARROWED, 'customer_id')).toEqual(['c1']);
    } else {
      expect(await seen(NARROWED, 'tenant_id')).toEqual([]);
    }
  });
});

describe.each(datasets.map((dataset) => ({ key: dataset.key, dataset })))(
  'every measure of $key by every dimension',
  ({ dataset }) => {
    const range = { from: Date.parse('2026-10-01T05:10Z'), to: Date.parse('2026-10-03T02:20Z') };
    const buckets = ['01', '02', '03'].map((day) => Date.parse(`2026-10-${day}T00:00Z`));
    const [weight = ''] = dataset.measures.flatMap(({ key, merge }) => (merge.rule === 'sum' ? key : []));

    test.each<[string, (dimension: string, value: string | null) => Partial<AnalyticsQuery>]>([
      ['as it is', () => ({})],
      ['by day', () => ({ buckets })],
      ['filtered', (dimension, value) => ({ filters: [{ dimension, values: [value, null] }] })],
      ['folded', (dimension, value) => ({ folds: [{ dimension, keep: [value] }], buckets })],
      ['cut to the largest', (dimension) => ({ top: { dimension, by: weight, rows: 1, within: [] } })],
    ])('is the same from rollups and from the raw rows: %s', async (_, shape) => {
      for (const { key: dimension, column, raw } of dataset.dimensions) {
        const values = await rows<{ value: string }>(
          `SELECT min((${raw ?? column})::text) AS value FROM public.${dataset.relation}
           WHERE tenant_id = 'acme' AND time >= $1::timestamptz`,
          [new Date(range.from).toISOString()],
        );
        // Bytes that stand in no order are compared below the rollups' columns alone.
        const comparables = dataset.measures.filter(({ unit }) => unit !== 'bytes');
        const queries = comparables.map(({ key }) => ({
          ...{ dataset, measures: [key], dimensions: [dimension], filters: [], range, buckets: null },
          ...shape(dimension, values[0]?.value ?? null),
        }));
        const answer = async (isRaw: boolean): Promise<unknown[]> => {
          const planned = plan(queries, TENANT, isRaw ? [range] : []);
          const found = await readInScope<Record<string, unknown>>(db.read, TENANT, planned);
          return found.map((row) => JSON.stringify(row)).sort();
        };
        const kept = await answer(false);
        expect(kept.length).toBeGreaterThanOrEqual(queries.length);
        expect(kept).toEqual(await answer(true));
      }
    });
  },
);

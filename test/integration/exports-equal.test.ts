import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { execFileSync } from 'node:child_process';
import { hasPython } from './support-examples/python.js';
import { ODD_NAMES, openExportStage, type ExportStage } from './support-exports.js';
import {
  readArrow,
  readCsv,
  readJson,
  readNdjson,
  readParquet,
  type Column,
  type Row,
} from './support-exports-read.js';

let stage: ExportStage;
let key: string;
beforeAll(async () => {
  stage = await openExportStage();
  key = await stage.key();
});
afterAll(() => stage.stop());

const QUERY = `query ($query: ReportQuery!, $numbers: NumberFormat) {
  report(query: $query) {
    columns { name title type role unit }
    rows(numbers: $numbers)
    meta { from to granularity timeZone sources watermark complete }
  }
}`;

interface Answer {
  readonly report: { columns: Column[]; rows: Row[]; meta: Record<string, unknown> };
}

async function asked(query: object, numbers = 'EXACT'): Promise<Answer['report']> {
  const { data, errors } = await stage.node.graphql<Answer>(key, QUERY, { query, numbers });
  if (data === null || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data.report;
}

async function file(format: string, query: object, parameters: string): Promise<Response> {
  const response = await stage.post(`/v1/query.${format}?${parameters}`, key, query);
  if (response.status !== 200) throw new Error(await response.text());
  return response;
}

const window = { from: '2026-10-01', to: '2026-11-01', timeZone: 'Asia/Kathmandu', granularity: 'WEEK' };
const usage = { dataset: 'USAGE', window, limit: 10_000 };
const QUERIES: Readonly<Record<string, object>> = {
  'odd names, sums, nulls': {
    ...usage,
    measures: ['quantity', 'events'],
    dimensions: ['customer', 'product'],
    names: true,
  },
  'amounts by currency': { ...usage, measures: ['revenue'], dimensions: ['customer'] },
  'buckets, filled': {
    ...usage,
    measures: ['quantityMin', 'quantityMax', 'customers'],
    dimensions: ['customer'],
    timeDimension: true,
  },
  'compared, with others': {
    ...usage,
    window: { ...window, compareTo: 'PREVIOUS_PERIOD' },
    measures: ['quantity', 'events'],
    dimensions: ['customer'],
    limit: 3,
    others: true,
  },
  'integers and doubles': {
    ...usage,
    dataset: 'LATENCIES',
    measures: ['events', 'meanLatency'],
    dimensions: ['statusCode', 'customer'],
  },
  'one row': { ...usage, measures: ['quantity', 'quantityLast', 'events'] },
  'no rows': {
    ...usage,
    measures: ['quantity', 'events'],
    dimensions: ['customer', 'product'],
    timeDimension: true,
    filters: [{ field: 'customer', op: 'EQ', values: ['nobody'] }],
  },
};

describe.each(['EXACT', 'FLOAT'])('the same report in every format, %s', (numbers) => {
  test.each(Object.entries(QUERIES))('%s', async (_, query) => {
    const { columns, rows, meta } = await asked(query, numbers);
    const parameters = `numbers=${numbers}&defuse=false`;
    const text = async (format: string, more = ''): Promise<string> =>
      (await file(format, query, parameters + more)).text();
    const bytes = async (format: string): Promise<ArrayBuffer> =>
      (await file(format, query, parameters)).arrayBuffer();

    const json = readJson(await text('json'));
    expect(json.columns).toEqual(columns);
    expect(json.rows).toEqual(rows);
    expect(json.meta).toMatchObject({ ...meta, watermark: expect.any(String), rows: rows.length });
    const objects = readJson(await text('json', '&shape=objects')).rows as unknown as Record<
      string,
      unknown
    >[];
    expect(objects.map((row) => Object.values(row))).toEqual(rows);
    expect(readNdjson(await text('ndjson'), columns)).toEqual(rows);

    const typed = numbers === 'FLOAT' ? columns.map((one) => ({ ...one, type: floats(one.type) })) : columns;
    expect(readCsv(await text('csv'), typed)).toEqual(rows);
    expect(await readParquet(await bytes('parquet'), columns)).toEqual(rows);
    expect(readArrow(await bytes('arrow'), columns)).toEqual(rows);
  });
});

const floats = (type: string): string => (type === 'DECIMAL' || type === 'INTEGER' ? 'FLOAT' : type);

test('text that a spreadsheet would run is made harmless, numbers are not', async () => {
  const query = { ...usage, measures: ['quantity'], dimensions: ['customer'] };
  const { columns } = await asked(query);
  const rows = readCsv(await (await file('csv', query, '')).text(), columns);
  const names = rows.map(([name]) => String(name)).sort();
  const expected = ODD_NAMES.map((name) => (/^[=+\-@\t\r\n]/.test(name) ? `'${name}` : name));
  expect(names).toEqual([...expected].sort());
  expect(rows.some(([, quantity]) => String(quantity).startsWith('-'))).toBe(true);
});

describe('one column whose only cell is null is a row', () => {
  const query = {
    ...usage,
    measures: ['quantityMean'],
    filters: [{ field: 'customer', op: 'EQ', values: ['nobody'] }],
  };

  test('of csv-parse', async () => {
    expect((await asked(query)).rows).toEqual([[null]]);
    const text = await (await file('csv', query, '')).text();
    expect(parse(text, { columns: true, skip_empty_lines: true })).toEqual([{ quantityMean: '' }]);
  });

  (hasPython() ? test : test.skip)("of Python's csv", async () => {
    const text = await (await file('csv', query, '')).text();
    const script =
      'import csv, io, json, sys; print(json.dumps(list(csv.DictReader(io.StringIO(sys.argv[1], newline="")))))';
    const read = execFileSync('python3', ['-c', script, text], { encoding: 'utf8' });
    expect(JSON.parse(read)).toEqual([{ quantityMean: '' }]);
  });
});

describe('decimals with more digits than a column of decimals has', () => {
  const small = '-0.000000000000000000000000000007';
  const query = (measure: string): object => ({
    ...usage,
    window: { from: '2026-09-01', to: '2026-09-02' },
    measures: [measure],
    dimensions: ['customer'],
  });
  beforeAll(async () => {
    await stage.db.write.query(
      `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, quantity, attributes)
       SELECT 'acme', '2026-09-01T01:00Z', 'digits', i::text, 'plain', 'unit', $1::numeric, '{}' FROM generate_series(1, 3) AS i`,
      [small],
    );
  });

  test.each(['parquet', 'arrow'])(
    '%s: an error before anything is sent, and two ways out',
    async (format) => {
      const refused = await stage.post(`/v1/query.${format}`, key, query('quantityMin'));
      expect([refused.status, await refused.json()]).toMatchObject([
        400,
        {
          error: {
            code: 'BAD_USER_INPUT',
            field: 'decimals',
            message: expect.stringContaining('quantityMin'),
          },
        },
      ]);
      const read = format === 'parquet' ? readParquet : readArrow;
      const columns = [
        { name: 'customer', type: 'STRING' },
        { name: 'quantityMin', type: 'STRING' },
      ];
      const text = await file(format, query('quantityMin'), 'decimals=text');
      expect(await read(await text.arrayBuffer(), columns)).toEqual([['plain', small]]);
      const float = await file(format, query('quantityMin'), 'numbers=FLOAT');
      expect(await read(await float.arrayBuffer(), columns)).toEqual([['plain', Number(small)]]);
    },
  );

  test('a mean is rounded: it was before', async () => {
    const mean = await file('parquet', query('quantityMean'), '');
    const columns = [
      { name: 'customer', type: 'STRING' },
      { name: 'quantityMean', type: 'DECIMAL' },
    ];
    expect(await readParquet(await mean.arrayBuffer(), columns)).toEqual([['plain', '0']]);
  });
});

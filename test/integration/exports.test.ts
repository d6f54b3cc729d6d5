import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readdirSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import { MANY, openExportStage, type ExportStage } from './support-exports.js';

let stage: ExportStage;
let key: string;
beforeAll(async () => {
  stage = await openExportStage();
  key = await stage.key();
});
afterAll(() => stage.stop());

const OCTOBER = 'from=2026-10-01&to=2026-11-01';
const SMALL = `/v1/query.csv?dataset=USAGE&measures=quantity,events&dimensions=customer&${OCTOBER}`;
const LARGE =
  'dataset=USAGE&measures=quantity,events&dimensions=customer,billableUnit&from=2026-11-01&to=2026-11-10';

interface Fault {
  readonly error: { readonly code: string; readonly message: string; readonly field?: string };
}
const fault = async (response: Response): Promise<[number, string, string | undefined, string]> => {
  const { error } = (await response.json()) as Fault;
  return [response.status, error.code, error.field, error.message];
};

/** Files of exports that the process has open. */
const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.includes('gaugeway-export-') ? [path] : [];
    } catch {
      return [];
    }
  });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('headers', () => {
  test('tell what it is, and that it is to be asked for again', async () => {
    const response = await stage.get(SMALL, key);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="usage-2026-10-01-2026-11-01.csv"',
      'cache-control': 'private, no-cache',
      vary: 'Authorization, X-API-Key, Accept-Encoding',
      etag: expect.stringMatching(/^"[\w-]{43}-gzip"$/),
    });
  });

  test('HEAD has those of GET and no body', async () => {
    const headers = { 'accept-encoding': 'identity' };
    for (const path of [SMALL, `/v1/query.csv?${LARGE}`]) {
      const got = await stage.get(path, key, { headers });
      const size = (await got.arrayBuffer()).byteLength;
      const head = await stage.get(path, key, { method: 'HEAD', headers });
      expect([head.status, head.headers.get('content-length'), head.headers.get('etag')]).toEqual([
        200,
        String(size),
        got.headers.get('etag'),
      ]);
      expect(await head.text()).toBe('');
    }
  });

  test('the same content is 304, in whichever encoding it is known', async () => {
    const plain = await stage.get(SMALL, key, { headers: { 'accept-encoding': 'identity' } });
    const etag = plain.headers.get('etag') ?? '';
    for (const known of [etag, `"other", W/${etag}`, '*', etag.replace(/"$/, '-gzip"')]) {
      const response = await stage.get(SMALL, key, { headers: { 'if-none-match': known } });
      expect([response.status, await response.text()]).toEqual([304, '']);
    }
    const other = await stage.get(SMALL, key, { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
  });

  test('small and large are compressed where that is taken', async () => {
    for (const path of [SMALL, `/v1/query.ndjson?${LARGE}`]) {
      const [zipped, plain] = await Promise.all(
        ['gzip', 'identity'].map((encoding) =>
          stage.get(path, key, { headers: { 'accept-encoding': encoding } }),
        ),
      );
      expect([zipped?.headers.get('content-encoding'), plain?.headers.get('content-encoding')]).toEqual([
        'gzip',
        null,
      ]);
      expect(await zipped?.text()).toBe(await plain?.text());
    }
  });
});

describe('what is asked', () => {
  const body = {
    dataset: 'USAGE',
    measures: ['quantity', 'revenue'],
    dimensions: ['customer'],
    window: { from: '2026-10-01', to: '2026-11-01', timeZone: 'Europe/Berlin', granularity: 'WEEK' },
    timeDimension: true,
    fill: false,
    filters: [{ field: 'product', op: 'IN', values: ['product 1', 'product 2'] }],
    having: [{ field: 'quantity', op: 'GT', values: ['0'] }],
    orderBy: [{ field: 'quantity', direction: 'DESC' }, { field: 'customer' }],
    limit: 20,
    offset: 1,
  };
  const same =
    'dataset=USAGE&measures=quantity,revenue&dimensions=customer&from=2026-10-01&to=2026-11-01&timeZone=Europe/Berlin' +
    '&granularity=WEEK&timeDimension=true&fill=false&filter=product:IN:product%201,product%202&having=quantity:GT:0' +
    '&orderBy=-quantity,customer&limit=20&offset=1';

  test('the same by GET and POST, and filters as JSON', async () => {
    const posted = await (await stage.post('/v1/query.csv', key, body)).text();
    expect(posted.split('\r\n').length).toBeGreaterThan(10);
    expect(await (await stage.get(`/v1/query.csv?${same}`, key)).text()).toBe(posted);
    const json = encodeURIComponent(JSON.stringify(body.filters));
    const byJson = same.replace(/filter=[^&]*/, `filter=${json}`);
    expect(await (await stage.get(`/v1/query.csv?${byJson}`, key)).text()).toBe(posted);
    const empty = await stage.get(
      `/v1/query.csv?${same}&filter=&having=&period=&timeZone=&compareTo=&limit=&numbers=&tenantId=`,
      key,
    );
    expect(await empty.text()).toBe(posted);
  });

  const from = 'dataset=USAGE&measures=events';
  test.each([
    ['no dataset', 'measures=events', 400, 'dataset', /expected/],
    ['an unknown dataset', 'dataset=USAGES&measures=events', 400, 'dataset', /nearest are USAGE/],
    ['an unknown measure', 'dataset=USAGE&measures=quantities', 400, 'measures[0]', /nearest are quantity/],
    ['an unknown parameter', `${from}&dimension=customer`, 400, 'dimension', /nearest are dimensions/],
    ['a parameter twice', `${from}&limit=1&limit=2`, 400, 'limit', /once/],
    ['a bad number', `${from}&limit=many`, 400, 'limit', /whole number/],
    ['a bad flag', `${from}&fill=yes`, 400, 'fill', /true or false/],
    ['a bad period', `${from}&period=yesterday`, 400, 'period', /expected/],
    ['a bad instant', `${from}&from=yesterday`, 400, 'from', /ISO-8601/],
    ['a bad zone', `${from}&timeZone=Mars/Olympus`, 400, 'timeZone', /IANA/],
    ['a bad granularity', `${from}&granularity=DAILY`, 400, 'granularity', /nearest are DAY/],
    ['a bad filter', `${from}&filter=customer`, 400, 'filter[0]', /field:OP:value/],
    ['a bad operator', `${from}&filter=customer:IS:a`, 400, 'filter[0].op', /nearest are/],
    ['a filter by nothing', `${from}&filter=costumer:EQ:a`, 400, 'filter[0].field', /nearest are customer/],
    ['a bad condition', `${from}&having=events:EQ:many`, 400, 'having[0].values', /number/],
    ['bad numbers', `${from}&numbers=ROUND`, 400, 'numbers', /there are EXACT, FLOAT/],
  ])('%s is refused before anything is sent', async (_, search, status, field, message) => {
    const [gotStatus, code, gotField, text] = await fault(await stage.get(`/v1/query.json?${search}`, key));
    expect([gotStatus, code, gotField, text]).toEqual([
      status,
      'BAD_USER_INPUT',
      field,
      expect.stringMatching(message),
    ]);
  });

  test('faults of a body name its fields', async () => {
    const ask = async (changed: object): Promise<unknown[]> =>
      (await fault(await stage.post('/v1/query.json', key, { ...body, ...changed }))).slice(0, 3);
    expect(await ask({ window: { periods: '1d' } })).toEqual([400, 'BAD_USER_INPUT', 'window.periods']);
    expect(await ask({ window: { period: '1 day' } })).toEqual([400, 'BAD_USER_INPUT', 'window.period']);
    expect(await ask({ filters: [{ field: 'x', op: 'EQ' }] })).toEqual([
      400,
      'BAD_USER_INPUT',
      'filters[0].field',
    ]);
    expect(await ask({ measures: 'quantity' })).toEqual([400, 'BAD_USER_INPUT', 'measures']);
    const listed = await fault(await stage.post('/v1/query.json', key, []));
    expect(listed.slice(0, 3)).toEqual([400, 'BAD_USER_INPUT', 'body']);
    const inBoth = await fault(await stage.post('/v1/query.json?limit=1', key, body));
    expect(inBoth.slice(0, 3)).toEqual([400, 'BAD_USER_INPUT', 'limit']);
  });

  test('another format is not found, and those that there are are told', async () => {
    expect(await fault(await stage.get(SMALL.replace('.csv', '.xlsx'), key))).toEqual([
      404,
      'NOT_FOUND',
      undefined,
      expect.stringContaining('json, csv, ndjson'),
    ]);
  });
});

test('others behind more groups than there can be', async () => {
  const others = `dataset=USAGE&measures=events&dimensions=customer&others=true&${OCTOBER}`;
  for (const limit of [2_147_483_648, 3_000_000_000, 999_999_999_999_999]) {
    const text = await (
      await stage.get(`/v1/query.csv?${others}&limit=${limit}&filter=customer:EQ:plain`, key)
    ).text();
    expect(text).toMatch(/^customer,others,events\r\nplain,false,\d+\r\n$/);
  }
});

describe('rights', () => {
  test('nobody, and who lacks the scope, gets nothing', async () => {
    expect((await fault(await stage.get(SMALL, null)))[0]).toBe(401);
    const writer = await stage.key(['events:write']);
    expect((await fault(await stage.get(SMALL, writer))).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
    const analyst = await stage.key(['analytics:read']);
    const events = '/v1/query.csv?dataset=EVENTS&measures=events';
    expect((await fault(await stage.get(events, analyst))).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
    expect((await fault(await stage.get(`${SMALL}&tenantId=globex`, analyst))).slice(0, 3)).toEqual([
      403,
      'FORBIDDEN',
      'tenantId',
    ]);
  });

  test('a key of one customer sees its rows, and no costs', async () => {
    const narrowed = await stage.key(['analytics:read'], 'plain');
    const rows = parse(await (await stage.get(SMALL, narrowed)).text(), { columns: true });
    expect(rows.map((row) => (row as Record<string, string>)['customer'])).toEqual(['plain']);
    const costs = '/v1/query.csv?dataset=COGS&measures=events';
    expect((await fault(await stage.get(costs, narrowed))).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
    expect((await stage.get(costs, key)).status).toBe(200);
  });

  test('a key of a customer whose id is a number, beside a filter by that number', async () => {
    await stage.db.write.query(
      `INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, customer_id, status_code, attributes)
       SELECT 'acme', '2026-10-03T00:00Z', 'numbered', status::text, 'API', 'api.request', 'INFO', 'GET /', '500', status, '{}'
       FROM unnest('{499,500,501}'::int[]) AS status`,
    );
    const numbered = await stage.key(['analytics:read', 'events:read'], '500');
    for (const [op, codes] of [
      ['GTE', [500, 501]],
      ['EQ', [500]],
      ['LT', [499]],
    ] as const) {
      const search = `dataset=EVENTS&measures=events&dimensions=statusCode&orderBy=statusCode&${OCTOBER}&filter=statusCode:${op}:500`;
      const file = (await (await stage.get(`/v1/query.json?${search}`, numbered)).json()) as {
        rows: unknown;
      };
      const query = {
        ...{ dataset: 'EVENTS', measures: ['events'], dimensions: ['statusCode'] },
        window: { from: '2026-10-01', to: '2026-11-01' },
        orderBy: [{ field: 'statusCode' }],
        filters: [{ field: 'statusCode', op, values: ['500'] }],
      };
      const { data } = await stage.node.graphql<{ report: { rows: unknown } }>(
        numbered,
        'query ($query: ReportQuery!) { report(query: $query) { rows } }',
        { query },
      );
      const rows = codes.map((code) => [code, 1]);
      expect([file.rows, data?.report.rows]).toEqual([rows, rows]);
    }
  });

  test('an admin names a tenant', async () => {
    const admin = await stage.key(['admin']);
    const text = await (await stage.get(`${SMALL}&tenantId=globex`, admin)).text();
    expect(text).toBe('customer,quantity,events\r\n');
  });
});

describe('large', () => {
  test('every row once and in order, from a file that is gone afterwards', async () => {
    const text = await (await stage.get(`/v1/query.csv?${LARGE}&orderBy=quantity`, key)).text();
    const rows = parse(text, { columns: true });
    expect(rows.map((row) => (row as Record<string, string>)['customer'])).toEqual(
      Array.from({ length: MANY }, (_, place) => `customer number ${place + 1}`),
    );
    await until(() => openFiles().length === 0);
  });

  test('a client that goes leaves no file and no connection behind', async () => {
    const { url } = stage.node;
    for (const leaveAt of ['headers', 'before'] as const) {
      await new Promise<void>((resolve) => {
        const asked = request(`${url}/v1/query.ndjson?${LARGE}`, { headers: { 'x-api-key': key } });
        asked.on('error', () => resolve());
        asked.on('close', () => resolve());
        asked.on('response', (response) => {
          response.on('error', () => undefined);
          if (leaveAt === 'headers') asked.destroy();
        });
        asked.end(() => {
          if (leaveAt === 'before') setImmediate(() => asked.destroy());
        });
      });
      await until(() => openFiles().length === 0);
      await until(() => stage.db.read.totalCount === stage.db.read.idleCount);
    }
    expect((await stage.get(SMALL, key)).status).toBe(200);
  });
});

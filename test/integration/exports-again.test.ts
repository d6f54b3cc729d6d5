import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { MANY, ODD_NAMES, openExportStage, type ExportStage } from './support-exports.js';

let stage: ExportStage;
let key: string;
beforeAll(async () => {
  stage = await openExportStage();
  key = await stage.key();
});
afterAll(() => stage.stop());

const NAMES = ODD_NAMES.length;
const OCTOBER = 'from=2026-10-01&to=2026-11-01';

test('POST takes no condition', async () => {
  const body = JSON.stringify({
    dataset: 'USAGE',
    measures: ['events'],
    window: { from: '2026-10-01', to: '2026-11-01' },
  });
  for (const known of ['*', null]) {
    const ask = (etag: string): Promise<Response> =>
      stage.get('/v1/query.csv', key, {
        ...{ method: 'POST', body },
        headers: { 'content-type': 'application/json', 'if-none-match': etag },
      });
    const etag = known ?? (await ask('"other"')).headers.get('etag') ?? '';
    const response = await ask(etag);
    expect([response.status, await response.text()]).toEqual([200, 'events\r\n90\r\n']);
  }
});

describe('the same rows of a window that moves', () => {
  const RECENT = 'dataset=USAGE&measures=quantity,events&dimensions=customer';
  // A tenant of its own: these few rows are read again and again.
  let key: string;
  const add = (id: string): Promise<unknown> =>
    stage.db.write.query(
      `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, quantity, attributes)
       VALUES ('moving', now() - interval '2 days', 'recent', $1, 'plain', 'unit', 1, '{}')`,
      [id],
    );
  beforeAll(async () => {
    key = await stage.node.key('moving', ['analytics:read']);
    await add('first');
  });
  afterEach(() => void jest.restoreAllMocks());
  const later = (seconds: number): void => {
    const real = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => real() + seconds * 1000);
  };

  test.each(['json', 'csv', 'ndjson', 'parquet', 'arrow'])(
    '%s is 304 until there are others',
    async (format) => {
      for (const parameters of [RECENT, `${RECENT}&timeDimension=true&fill=false`]) {
        const path = `/v1/query.${format}?${parameters}`;
        const first = await stage.get(path, key);
        const body = Buffer.from(await first.arrayBuffer());
        const etag = first.headers.get('etag') ?? '';
        expect([first.status, etag.startsWith('W/')]).toEqual([200, ['json', 'parquet'].includes(format)]);
        later(5);
        const headers = { 'if-none-match': etag };
        const again = await stage.get(path, key, { headers });
        expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
        const whole = Buffer.from(await (await stage.get(path, key)).arrayBuffer());
        // What is told of them is another end.
        expect(whole.equals(body)).toBe(!etag.startsWith('W/'));
        await add(`${format} ${parameters}`);
        const changed = await stage.get(path, key, { headers });
        expect([changed.status, changed.headers.get('etag') === etag]).toEqual([200, false]);
        jest.restoreAllMocks();
      }
    },
  );

  test.each(['json', 'parquet'])('%s is another one once it is complete', async (format) => {
    const hourAgo = new Date(Date.now() - 50 * 60_000).toISOString();
    const path = `/v1/query.${format}?${RECENT}&from=now-3d/d&to=${hourAgo}`;
    const etag = (await stage.get(path, key)).headers.get('etag') ?? '';
    expect((await stage.get(path, key, { headers: { 'if-none-match': etag } })).status).toBe(304);
    later(3600);
    expect((await stage.get(path, key, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });
});

describe('pages of json', () => {
  const BY_CUSTOMER = `/v1/query.json?dataset=USAGE&measures=events&dimensions=customer,billableUnit&orderBy=customer`;
  interface Page {
    readonly rows: readonly unknown[];
    readonly total?: number;
    readonly nextOffset?: number | null;
    readonly meta: Readonly<Record<string, unknown>>;
  }
  const page = async (more: string): Promise<Page> =>
    (await (await stage.get(`${BY_CUSTOMER}&${more}`, key)).json()) as Page;

  test('tell the next one, and how many rows there are; all of them tell neither', async () => {
    const window = 'from=2026-11-01&to=2026-11-10';
    const whole = await page(window);
    expect([whole.rows.length, 'total' in whole, 'nextOffset' in whole]).toEqual([MANY, false, false]);
    expect(whole.meta).toMatchObject({ rows: MANY, staleSeconds: 0 });
    const rows: unknown[] = [];
    const offsets: unknown[] = [];
    for (let offset: number | null = 0; offset !== null;) {
      const { rows: found, total, nextOffset }: Page = await page(`${window}&limit=12500&offset=${offset}`);
      expect([total, nextOffset]).toEqual([MANY, offset + 12_500 < MANY ? offset + 12_500 : null]);
      offsets.push(offset);
      rows.push(...found);
      offset = nextOffset ?? null;
    }
    expect(offsets).toEqual([0, 12_500, 25_000]);
    expect(rows).toEqual(whole.rows);
  });

  test.each([
    ['as many as there are', `limit=${NAMES}`, NAMES, NAMES, null],
    ['more than there are', 'limit=200', NAMES, NAMES, null],
    ['behind the first', 'offset=5', NAMES - 5, NAMES, null],
    ['behind the last', `limit=5&offset=${NAMES}`, 0, NAMES, null],
    ['one of them', 'limit=1&offset=12', 1, NAMES, 13],
    ['with others, which are one', 'limit=2&others=true', 3, 3, null],
    ['of nothing', 'limit=1&filter=customer:EQ:nobody', 0, 0, null],
  ])('%s', async (_, more, rows, total, nextOffset) => {
    const found = await page(`${OCTOBER}&${more}`);
    expect([found.rows.length, found.total, found.nextOffset]).toEqual([rows, total, nextOffset]);
  });

  test('one is another where there are more rows behind it', async () => {
    const path = `${BY_CUSTOMER}&from=2026-08-01&to=2026-08-02&limit=1`;
    const add = (customer: string): Promise<unknown> =>
      stage.db.write.query(
        `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, quantity, attributes)
         VALUES ('acme', '2026-08-01T00:00Z', 'pages', $1, $1, 'unit', 1, '{}')`,
        [customer],
      );
    await add('a');
    const etag = (await stage.get(path, key)).headers.get('etag') ?? '';
    const headers = { 'if-none-match': etag };
    expect((await stage.get(path, key, { headers })).status).toBe(304);
    await add('b');
    expect((await stage.get(path, key, { headers })).status).toBe(200);
  });
});

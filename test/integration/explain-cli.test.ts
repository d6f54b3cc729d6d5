import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/db/connect.js';
import { DatabaseIngestor } from '../../src/ingest/store/database-ingestor.js';
import { onServer, openTestDatabase } from '../support/database.js';
import { embeddedFolder, gaugeway } from './support-tenants/scratch.js';

let env: Record<string, string>;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  let db;
  if (onServer) {
    db = await openTestDatabase();
    env = { DATABASE_URL: db.url };
    closing.push(() => Promise.resolve());
  } else {
    const { dataDir, remove } = await embeddedFolder();
    env = { GAUGEWAY_DATA_DIR: dataDir, DATABASE_URL: '' };
    db = await openDatabase({
      url: undefined,
      readUrl: undefined,
      poolSize: 2,
      dataDir,
      onError: () => undefined,
    });
    closing.push(remove);
  }
  const { close, write } = db;
  closing.unshift(() => close());
  const event = {
    id: 'e',
    source: 'test',
    type: 'usage.recorded',
    data: { customerId: 'c1', billableUnit: 'calls', quantity: 1 },
  };
  await new DatabaseIngestor(write, { factRetentionDays: 400 }).ingest([event], {
    tenantId: 'acme',
    platform: false,
    customerId: null,
  });
});
afterAll(async () => {
  for (const close of closing) await close();
});

const WINDOW =
  'window: { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z", timeZone: "America/New_York" }';

describe('gaugeway explain', () => {
  test('says what is read, and of every rollup that is not, why', async () => {
    const query = `{ usage(${WINDOW}) { events byBillableUnit(first: 3) { quantity } } }`;
    const { code, out } = await gaugeway(['explain', '--tenant', 'acme', '--sql', query], env);
    expect(code).toBe(0);
    expect(out).toMatch(/^1 statement\n/);
    expect(out).toContain('  reads    usage_1d\n');
    expect(out).toContain('  top      3 of billableUnit by quantity\n');
    expect(out).toContain('  not      usage_by_customer_1d: a smaller rollup of 1d serves\n');
    expect(out).toContain('  not      usage_15m: no whole and clean bucket of it is left in the range\n');
    expect(out).toContain('FROM tenant.usage_1d WHERE tenant_id = $1');
    expect(out).toContain('-- $1 = "acme"\n');
  });

  test('shows how the database executed it', async () => {
    const query = '{ usage { byBillableUnit { series { quantity } } } }';
    const { code, out } = await gaugeway(['explain', '--tenant', 'acme', '--analyze', query], env);
    expect(code).toBe(0);
    expect(out).toMatch(/actual time=/);
    expect(out).toContain('usage_events');
  });

  test.each([
    ['a mutation', 'mutation { ingest(events: []) { accepted } }', 'query: expected queries'],
    ['a bad window', '{ usage(window: { period: "soon" }) { events } }', 'window.period: expected'],
  ])('tells what is wrong with %s', async (_, query, message) => {
    const { code, err } = await gaugeway(['explain', '--tenant', 'acme', query], env);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ask, type Gateway } from '../../examples/typescript-client/src/client.js';
import { UsageDashboardDocument } from '../../examples/typescript-client/src/generated/graphql.js';
import { reportRows } from '../../examples/typescript-client/src/report-rows.js';
import { packageRoot } from '../../src/package-root.js';
import { openCutProxy } from '../browser/cut-proxy.js';
import { ingest } from '../browser/ingest.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { LiveLog, note } from './support-examples/live-log.js';

let node: TestNode;
let gateway: Gateway;
beforeAll(async () => {
  node = await startTestNode(await openTestDatabase(6));
  gateway = {
    url: node.url,
    key: await node.key('acme', ['analytics:read', 'events:read', 'events:write']),
  };
  const consumed = [
    ['c1', 'api_calls', '10'],
    ['c2', 'api_calls', '30'],
    ['c1', 'storage_gb', '2.5'],
  ] as const;
  await ingest(
    gateway.url,
    gateway.key,
    consumed.map(([customerId, billableUnit, quantity], index) => ({
      ...{ id: `u${index}`, source: '/examples', type: 'usage.recorded' },
      data: {
        customerId,
        productId: 'api',
        billableUnit,
        quantity,
        revenue: { amount: '1.50', currency: 'USD' },
      },
    })),
  );
});
afterAll(() => node.stop());

describe('the TypeScript client asks', () => {
  test('for usage', async () => {
    const { usage } = await ask(gateway, UsageDashboardDocument, { window: { period: '7d' }, customers: 1 });
    expect(usage.activeCustomers).toBe(2);
    expect(usage.revenue).toEqual([{ amount: '4.5', currency: 'USD' }]);
    expect(usage.byBillableUnit).toMatchObject([
      {
        billableUnit: { id: 'api_calls' },
        quantity: '40',
        customers: [
          { customer: { id: 'c2' }, quantity: '30', share: 0.75 },
          { customer: null, others: true, quantity: '10' },
        ],
      },
      { billableUnit: { id: 'storage_gb' }, quantity: '2.5' },
    ]);
  });

  test('for a report, page by page', async () => {
    const rows: Record<string, unknown>[] = [];
    for await (const row of reportRows(gateway, {
      dataset: 'USAGE',
      measures: ['quantity'],
      dimensions: ['billableUnit', 'customer'],
      limit: 1,
    }))
      rows.push(row);
    expect(rows).toEqual([
      { billableUnit: 'api_calls', customer: 'c2', quantity: '30' },
      { billableUnit: 'api_calls', customer: 'c1', quantity: '10' },
      { billableUnit: 'storage_gb', customer: 'c1', quantity: '2.5' },
    ]);
  });

  test('what is wrong is an error with a code, and the field', async () => {
    const period = (period: string, asked = gateway) =>
      ask(asked, UsageDashboardDocument, { window: { period } });
    await expect(period('fortnight')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'window.period',
    });
    await expect(period('7d', { ...gateway, key: 'gw_nosuchkey' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    const events = { ...gateway, key: await node.key('acme', ['events:read']) };
    await expect(period('7d', events)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(period('7d', { ...gateway, url: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
  });
});

describe('the TypeScript client follows the event log', () => {
  test('across cuts, each event once and in order', async () => {
    const proxy = await openCutProxy(node.url);
    const log = new LiveLog({ gateway: { ...gateway, url: proxy.url } });
    const sent = await log.begins(() => note(gateway));
    for (let round = 0; round < 5; round += 1) {
      // Some come while it is live, some while it is cut, and some while it comes back.
      const flow = (async () => {
        for (let batch = 0; batch < 12; batch += 1) sent.push(...(await note(gateway, 7)));
      })();
      await log.has(log.ids.length + 10);
      const waited = log.count('waiting');
      proxy.cut();
      await log.until(() => log.count('waiting') > waited);
      await flow;
      sent.push(...(await note(gateway, 3)));
      proxy.mend();
      sent.push(...(await note(gateway, 3)));
      await log.has(sent.length);
    }
    await log.end();
    await proxy.close();
    expect(log.ids).toEqual(sent);
    expect(log.gaps).toEqual([]);
    expect(log.count('live')).toBeGreaterThan(5);
  });

  test('a run goes on behind the cursor of the one before', async () => {
    const first = new LiveLog({ gateway });
    await first.begins(() => note(gateway));
    await first.end();
    const missed = await note(gateway, 30);
    const second = new LiveLog({ gateway, after: first.cursor });
    await second.has(30);
    await second.end();
    expect(second.ids).toEqual(missed);
  });

  test('of what was before, the last ones; of all, what the filter keeps', async () => {
    const ids = await note(gateway, 5, { severity: 'ERROR' });
    await note(gateway, 5);
    const log = new LiveLog({ gateway, replay: 3, filter: { minSeverity: 'ERROR' } });
    await log.has(3);
    await log.end();
    expect(log.ids).toEqual(ids.slice(2));
  });

  test('a cursor of somebody else is a gap, and it goes on from now', async () => {
    const other = { ...gateway, key: await node.key('other', ['events:read', 'events:write']) };
    const theirs = new LiveLog({ gateway: other });
    await theirs.begins(() => note(other));
    await theirs.end();
    const log = new LiveLog({ gateway, after: theirs.cursor });
    await log.begins(() => note(gateway));
    await log.end();
    expect(log.gaps).toMatchObject([{ from: null, reason: expect.stringContaining('cursor') }]);
  });

  test('a connection that broke before there was a cursor is a gap', async () => {
    const proxy = await openCutProxy(node.url);
    const log = new LiveLog({
      gateway: { ...gateway, url: proxy.url },
      filter: { types: ['system.nosuch'] },
    });
    await log.until(() => log.count('live') === 1);
    proxy.cut();
    await log.until(() => log.count('waiting') > 0);
    proxy.mend();
    await log.until(() => log.count('live') === 2);
    await log.end();
    await proxy.close();
    expect(log.gaps).toMatchObject([{ from: expect.stringMatching(/Z$/), to: expect.stringMatching(/Z$/) }]);
  });

  test('a refused key ends it at once, and so does a faulty request', async () => {
    const refused = new LiveLog({ gateway: { ...gateway, key: 'gw_nosuchkey' } });
    await expect(refused.ended).rejects.toMatchObject({ name: 'GatewayError', code: '4403' });
    expect(refused.count('connecting')).toBe(1);
    const faulty = new LiveLog({ gateway, replay: 5_000 });
    await expect(faulty.ended).rejects.toMatchObject({ code: 'BAD_USER_INPUT', field: 'replay' });
  });

  test('what the listener throws ends it', async () => {
    const log = new LiveLog({ gateway, replay: 1 }, () => {
      throw new Error('no room');
    });
    await expect(log.ended).rejects.toThrow('no room');
  });

  test('while it waits to connect again it ends at once', async () => {
    const log = new LiveLog({ gateway: { ...gateway, url: 'http://127.0.0.1:1' } });
    await log.until(() => log.count('waiting') === 3);
    await log.end();
  });
});

test('the command of the README prints figures and events', async () => {
  await note(gateway);
  const child = spawn('npm', ['start', '--silent'], {
    cwd: join(packageRoot(), 'examples', 'typescript-client'),
    env: { ...process.env, GATEWAY: gateway.url, GATEWAY_KEY: gateway.key },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, for a Ctrl-C that reaches npm and what it has started, as in a terminal.
    detached: true,
  });
  const gone = once(child, 'exit');
  let printed = '';
  for await (const text of child.stdout) {
    printed += String(text);
    if (/^.+Z INFO +system\.deployed +note/m.test(printed)) break;
  }
  // It was started, so it has an id.
  process.kill(-(child.pid as number), 'SIGINT');
  await gone;
  for (const part of ['api_calls', '40', '75.0 %', 'Revenue by product', '4.5'])
    expect(printed).toContain(part);
});

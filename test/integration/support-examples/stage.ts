import { expect } from '@jest/globals';
import { resolve } from 'node:path';
import type { Scope } from '../../../src/auth/principal.js';
import { openTestDatabase } from '../../support/database.js';
import { startTestNode, type TestNode } from '../../support/node.js';

const DAY = 86_400_000;
/** Days with events, the last of them today. */
const DAYS = 62;

/** The path of an example. */
export const example = (path: string): string => resolve(import.meta.dirname, '../../../examples', path);

/** A node with two months of usage, tool calls, requests and costs of three customers, up to now. */
export interface ExampleStage {
  readonly node: TestNode;
  readonly key: string;
}

/** Starts the node; the key reads, and saves reports. */
export async function openExampleStage(): Promise<ExampleStage> {
  const node = await startTestNode(await openTestDatabase());
  const scopes: Scope[] = ['analytics:read', 'events:read', 'events:write', 'reports:write'];
  const key = await node.key('acme', scopes);
  const sent = await node.events(key, 'application/x-ndjson', ndjson());
  const lines = (await sent.text()).trim().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
    ...{ accepted: lines.length - 1, duplicates: 0, conflicts: 0, rejected: 0 },
  });
  return { node, key };
}

/** One event a line: what is named once, then each day's. An hour ago, so that nothing lies ahead. */
function ndjson(): string {
  const events: object[] = [];
  const now = Date.now();
  const add = (type: string, daysAgo: number, data: object): void => {
    const time = new Date(now - daysAgo * DAY - DAY / 24).toISOString();
    const id = String(events.length);
    events.push({ specversion: '1.0', id, source: '/examples', type, time, data });
  };
  add('customer.upserted', 0, { id: 'ada', name: 'Ada Ltd' });
  // So that this customer consumes less in the last seven days than in those before.
  add('usage.recorded', 9, { customerId: 'bob, inc', billableUnit: 'storage_gb', quantity: '1' });
  for (let ago = 0; ago < DAYS; ago++) {
    const usage = (data: object): void => add('usage.recorded', ago, data);
    const euros = (amount: string): object => ({ revenue: { amount, currency: 'EUR' } });
    // More than a double holds, of a customer whose name a spreadsheet would run.
    usage({
      customerId: 'ada',
      billableUnit: 'api_calls',
      productId: 'search',
      quantity: `${1000 + ago}.1`,
      ...euros('12.34'),
    });
    usage({
      customerId: '=cem',
      billableUnit: 'api_calls',
      productId: 'search',
      quantity: '12345678901234.000000001',
      ...euros('0.01'),
    });
    usage({
      customerId: 'bob, inc',
      billableUnit: 'storage_gb',
      quantity: '2.5',
      ...(ago % 2 > 0 ? euros('3') : {}),
    });
    const call = {
      serverId: 'files',
      tool: ago % 3 > 0 ? 'read' : 'write',
      sessionId: `s${ago}`,
      customerId: 'ada',
    };
    add('mcp.tool.called', ago, {
      ...call,
      agent: { name: 'claude-code', version: '1.0' },
      durationMs: 10 + ago,
      error: ago % 5 === 0,
    });
    const cost = {
      category: 'AI_MODEL',
      provider: 'openai',
      model: 'gpt-4o',
      inputTokens: 100,
      outputTokens: 10,
    };
    add('cost.incurred', ago, { ...cost, amount: '1.5', currency: 'EUR', customerId: 'ada' });
    const request = { method: 'GET', path: '/', customerId: 'ada', latencyMs: 5 + ago };
    add('api.request', ago, { ...request, statusCode: ago % 4 === 0 ? 500 : 200 });
  }
  return events.map((event) => JSON.stringify(event)).join('\n');
}

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mcp } from '../../src/catalogue/mcp.js';
import { usage } from '../../src/catalogue/usage.js';
import { DecimalSum } from '../../src/decimal.js';
import { settle } from '../../src/insight/apportion.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { SEED, draw } from '../support/oracle/oracle-run.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const DAY = 86_400_000;
const ONE = 10n ** 40n;

let bench: OracleBench;
let key: string;
let narrowed: string;

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  key = await bench.key();
  narrowed = await bench.key('ada');
});
afterAll(() => bench.stop());

interface Fact {
  readonly time: number;
  readonly session: string;
  readonly customer: string;
  /** Of a call; null for usage. */
  readonly tool: string | null;
  readonly currency: string;
  /** Millionths. */
  readonly amount: number;
}

const facts = fc.record({
  time: fc.integer({ min: NOW - 20 * DAY, max: NOW - 1000 }),
  session: fc.constantFrom('s1', 's2', 's3', 's4', 'quiet'),
  customer: fc.constantFrom('ada', 'bob'),
  tool: fc.option(fc.constantFrom('read', 'write', 'find', 'draw'), { freq: 3 }),
  currency: fc.constantFrom('USD', 'EUR'),
  amount: fc.integer({ min: -2_000_000, max: 9_999_999 }),
});

const amountOf = ({ amount }: Fact): string =>
  `${amount < 0 ? '-' : ''}${Math.floor(Math.abs(amount) / 1e6)}.${String(Math.abs(amount) % 1e6).padStart(6, '0')}`;

const sent: Fact[] = [];

async function send(count: number, seed: number): Promise<void> {
  // A session that calls nothing: its revenue goes to nobody.
  const fresh = draw(facts, count, seed).filter(({ session, tool }) => session !== 'quiet' || tool === null);
  const events = fresh.map((fact, i) => ({
    id: `${seed} ${i}`,
    source: 'attribution',
    time: new Date(fact.time).toISOString(),
    ...(fact.tool === null
      ? {
          type: 'usage.recorded',
          data: {
            customerId: fact.customer,
            billableUnit: 'steps',
            quantity: 1,
            revenue: { amount: amountOf(fact), currency: fact.currency },
            attributes: { sessionId: fact.session },
          },
        }
      : {
          type: 'mcp.tool.called',
          data: { serverId: 'srv', tool: fact.tool, sessionId: fact.session, customerId: fact.customer },
        }),
  }));
  expect(await bench.send(events)).toEqual({ ACCEPTED: fresh.length });
  sent.push(...fresh);
}

interface Money {
  amount: string;
  currency: string;
}

/** What each tool gets, from nothing but the events. */
function expected(visible: readonly Fact[]): Map<string, Money[]> {
  const tools = [...new Set(visible.flatMap(({ tool }) => tool ?? []))].sort();
  const byTool = new Map<string, Money[]>(tools.map((tool) => [tool, []]));
  for (const currency of ['EUR', 'USD']) {
    const total = new DecimalSum();
    const parts = new Map<string, bigint>();
    for (const session of new Set(visible.map((fact) => fact.session))) {
      const calls = visible.filter((fact) => fact.session === session && fact.tool !== null);
      const used = visible.filter(
        (fact) => fact.session === session && fact.tool === null && fact.currency === currency,
      );
      if (calls.length === 0 || used.length === 0) continue;
      const units = BigInt(used.reduce((sum, { amount }) => sum + amount, 0));
      for (const fact of used) total.add(amountOf(fact));
      for (const tool of new Set(calls.map((call) => call.tool ?? ''))) {
        const own = BigInt(calls.filter((call) => call.tool === tool).length);
        const part = (units * own * (ONE / 1_000_000n)) / BigInt(calls.length);
        parts.set(tool, (parts.get(tool) ?? 0n) + part);
      }
    }
    const takers = [...parts.keys()].sort();
    const amounts = settle(
      total.toString(),
      takers.map((tool) => parts.get(tool) ?? 0n),
    );
    takers.forEach((tool, i) => byTool.get(tool)?.push({ amount: amounts[i] ?? '', currency }));
  }
  return byTool;
}

const QUERY = `query ($first: Int!) { mcp(window: { period: "30d" }) {
  byTool(first: $first) { tool others attributedRevenue { amount currency } }
  revenueByTool { tool attributedRevenue { amount currency } } } }`;

interface Answer {
  mcp: Record<
    'byTool' | 'revenueByTool',
    { tool: string | null; others?: boolean; attributedRevenue: Money[] }[]
  >;
}

async function check(): Promise<void> {
  for (const [by, visible] of [
    [key, sent],
    [narrowed, sent.filter(({ customer }) => customer === 'ada')],
  ] as const) {
    const wanted = expected(visible);
    const { data, errors } = await bench.ask(by, QUERY, { first: 2 });
    expect(errors).toBeUndefined();
    const { byTool, revenueByTool } = (data as Answer).mcp;
    for (const row of [...byTool.filter(({ others }) => others !== true), ...revenueByTool]) {
      expect([row.tool, row.attributedRevenue]).toEqual([row.tool, wanted.get(row.tool ?? '')]);
    }
    expect(revenueByTool.map(({ tool }) => tool).sort()).toEqual([...wanted.keys()].sort());
    const all = (rows: readonly { attributedRevenue: Money[] }[], wantedCurrency: string): string =>
      rows
        .flatMap(({ attributedRevenue }) => attributedRevenue)
        .filter(({ currency }) => currency === wantedCurrency)
        .reduce((sum, { amount }) => sum.add(amount), new DecimalSum())
        .toString();
    for (const currency of ['EUR', 'USD']) expect(all(byTool, currency)).toBe(all(revenueByTool, currency));
  }
}

test('usage revenue of sessions goes to the tools that they called, to the last decimal, however it is stored', async () => {
  for (let round = 0; round < 6; round++) {
    await send(40, SEED + round);
    await check();
    if (round % 2 === 1) {
      const before = NOW - (6 - round) * DAY;
      await bench.refresh(usage, before);
      await bench.refresh(mcp, before);
      await check();
    }
  }
});

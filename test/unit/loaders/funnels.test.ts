import { expect, test } from '@jest/globals';
import type { AnalyticsReader } from '../../../src/loaders/analytics-reader.js';
import { Funnels, type FunnelRequest } from '../../../src/loaders/funnels.js';
import type { AnalyticsQuery } from '../../../src/planner/query.js';
import { collectedDay } from '../../support/oracle/funnel-rows.js';

const NOW = Date.parse('2026-03-31T12:00:00Z');
const SCOPE = { tenantId: 'acme', customerId: null };
const request: FunnelRequest = {
  ...{ steps: ['VISIT'], order: 'ORDERED', conversionWindow: 1000, buckets: [NOW - 1000] },
  ...{ entries: { from: NOW - 1000, to: NOW }, products: null, entryFilters: [], breakdown: null },
};
const product = (id: string): FunnelRequest => ({ ...request, products: [id] });

/** Funnels over a visit, with what they do noted; journeys of the product `broken` cannot be read. */
function open(): { funnels: Funnels; noted: string[] } {
  const noted: string[] = [];
  const visit = { visitor: 'v', customer: null, steps: [{ at: (NOW - 500) * 1000, number: 0 }] };
  const [day = {}] = collectedDay([{ traits: {}, journeys: [visit] }]);
  const nameOf = ({ measures, filters: [filter] }: AnalyticsQuery): string =>
    filter?.values[0] ?? measures.join();
  const read: AnalyticsReader['read'] = (scope, query) => {
    const name = nameOf(query);
    noted.push(`${scope.customerId ?? 'all'}: ${name}`);
    const row = {
      get [query.measures[0] ?? '']() {
        noted.push(`opens ${name}`);
        return day['journeys'] ?? null;
      },
    };
    const answer = { rows: name === 'identities' ? [] : [row], lost: [], parts: new Map() };
    return name === 'broken' ? Promise.reject(new Error(name)) : Promise.resolve(answer);
  };
  return { funnels: new Funnels({ read } as unknown as AnalyticsReader, NOW), noted };
}

test('everything is read at once, and followed one funnel after the other', async () => {
  const { funnels, noted } = open();
  const answers = ['a', 'b', 'a', 'c'].map((id) =>
    funnels.read(SCOPE, product(id)).then(({ total }) => {
      noted.push(`${id} is known`);
      return total.reached;
    }),
  );
  expect(noted).toEqual(['all: a', 'all: identities', 'all: b', 'all: c']);
  expect(await Promise.all(answers)).toEqual([[1], [1], [1], [1]]);
  expect(noted.slice(4)).toEqual([
    ...['opens a', 'a is known', 'a is known'],
    ...['opens b', 'b is known'],
    ...['opens c', 'c is known'],
  ]);
});

test('who is who is told once a scope', async () => {
  const { funnels, noted } = open();
  const scopes = [SCOPE, { ...SCOPE, customerId: 'c' }, SCOPE];
  await Promise.all(scopes.map((scope, at) => funnels.read(scope, product(String(at)))));
  expect(noted.filter((note) => note.endsWith(': identities'))).toEqual(['all: identities', 'c: identities']);
});

test('a funnel that cannot be read does not keep others', async () => {
  const { funnels } = open();
  const [one, other] = await Promise.allSettled([
    funnels.read(SCOPE, product('broken')),
    funnels.read(SCOPE, product('a')),
  ]);
  expect([one, other]).toMatchObject([
    { status: 'rejected', reason: new Error('broken') },
    { status: 'fulfilled', value: { total: { reached: [1] } } },
  ]);
});

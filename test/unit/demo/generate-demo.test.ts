import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  demoTenants,
  estimateDemo,
  generateDemo,
  type DemoOptions,
} from '../../../src/demo/generate-demo.js';
import { DAY, FROM, NOW, sample, SAMPLE } from './sample.js';

const TYPES = [
  'usage.recorded',
  'mcp.tool.called',
  ...['visited', 'product_viewed', 'pricing_viewed', 'signed_up', 'subscribed', 'first_api_call'].map(
    (step) => `storefront.${step}`,
  ),
  'cost.incurred',
  ...['created', 'finalized', 'paid', 'payment_failed', 'voided'].map((status) => `invoice.${status}`),
  ...['created', 'changed', 'cancelled'].map((change) => `subscription.${change}`),
  'api.request',
  ...['login', 'login_failed', 'logout', 'api_key_created', 'api_key_revoked', 'sso'].map(
    (act) => `auth.${act}`,
  ),
  ...['deployed', 'health_alert', 'erp_sync'].map((act) => `system.${act}`),
  ...['customer', 'product', 'billable_unit', 'mcp_server'].map((kind) => `${kind}.upserted`),
];

function digest(options: DemoOptions): string {
  const hash = createHash('sha256');
  for (const event of generateDemo(options)) hash.update(`${JSON.stringify(event)}\n`);
  return hash.digest('hex');
}

describe('generateDemo', () => {
  it('gives the same bytes for the same options, and others for another seed', () => {
    const small = { ...SAMPLE, scale: 0.05 };
    expect(digest(small)).toBe(digest(small));
    expect(digest({ ...small, seed: 8 })).not.toBe(digest(small));
  });

  it('is in the order of time, inside the window', () => {
    const times = sample().map(({ event }) => Date.parse(event.time));
    expect(times.filter((at, index) => at < (times[index - 1] ?? FROM))).toEqual([]);
    expect(times.at(-1)).toBeLessThan(NOW.getTime());
  });

  it('writes structured CloudEvents with ids unique within tenant and source', () => {
    const shapes = new Set(sample().map(({ event }) => Object.keys(event).join(' ')));
    expect([...shapes]).toEqual(['specversion id source type time data']);
    const others = sample().filter(({ event }) => new Date(event.time).toISOString() !== event.time);
    expect(others).toEqual([]);
    const ids = new Set(sample().map(({ tenantId, event }) => `${tenantId} ${event.source} ${event.id}`));
    expect(ids.size).toBe(sample().length);
  });

  it('knows every type of the vocabulary', () => {
    const types = new Set<string>(sample().map(({ event }) => event.type));
    expect(TYPES.filter((type) => !types.has(type))).toEqual([]);
  });

  it('writes decimals as canonical text, and no other number that is not whole', () => {
    const faults: unknown[] = [];
    const canonical = (value: unknown): boolean =>
      typeof value === 'string' && /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(value) && value !== '-0';
    const check = (key: string, value: unknown): void => {
      if (typeof value === 'object' && value !== null) {
        for (const [name, inner] of Object.entries(value)) check(name, inner);
      } else if (key === 'quantity' || key === 'amount') {
        if (!canonical(value)) faults.push({ key, value });
      } else if (value === undefined || (typeof value === 'number' && !Number.isSafeInteger(value))) {
        faults.push({ key, value });
      }
    };
    for (const { event } of sample()) check('data', event.data);
    expect(faults).toEqual([]);
  });

  it('ends with events of the last minute for every tenant', () => {
    for (const { id } of demoTenants) {
      const times = sample()
        .filter(({ tenantId }) => tenantId === id)
        .map(({ event }) => Date.parse(event.time));
      expect(NOW.getTime() - (times.at(-1) ?? 0)).toBeLessThan(60_000);
      const live = times.filter((at) => NOW.getTime() - at < 600_000).length;
      expect(live).toBeGreaterThan(id === 'acme' ? 40 : 8);
    }
  });

  it('names what its facts speak of before they do', () => {
    const known = new Set<string>();
    const unknown = new Set<string>();
    for (const { tenantId, event } of sample()) {
      const key = (kind: string, id: string): string => `${tenantId} ${kind} ${id}`;
      if (event.type === 'customer.upserted') known.add(key('customer', event.data.id));
      if (event.type === 'product.upserted') known.add(key('product', event.data.id));
      if (event.type === 'billable_unit.upserted') known.add(key('unit', event.data.id));
      if (event.type === 'mcp_server.upserted') known.add(key('server', event.data.id));
      const named = [
        ...('customerId' in event.data && event.data.customerId
          ? [key('customer', event.data.customerId)]
          : []),
        ...('productId' in event.data && event.data.productId ? [key('product', event.data.productId)] : []),
        ...(event.type === 'usage.recorded' ? [key('unit', event.data.billableUnit)] : []),
        ...(event.type === 'mcp.tool.called' ? [key('server', event.data.serverId)] : []),
      ];
      for (const name of named) {
        // A newcomer's sign-up on the storefront and its upsert share an instant.
        if (!known.has(name) && event.type !== 'storefront.signed_up') unknown.add(`${event.type} ${name}`);
      }
    }
    expect([...unknown]).toEqual([]);
  });

  it('keeps its promises for any window', () => {
    const day = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 45 }), fc.integer(), (to, days, seed) => {
        let before = to - days * DAY;
        for (const { event } of generateDemo({ seed, now: new Date(to), days, scale: 0.02 })) {
          const at = Date.parse(event.time);
          if (at < before || at >= to) throw new Error(`${event.type} at ${event.time}`);
          before = at;
        }
      }),
      { numRuns: 12 },
    );
  });

  it.each<[string, Partial<DemoOptions>]>([
    ['days', { days: 0 }],
    ['days', { days: 1.5 }],
    ['scale', { scale: 0 }],
    ['scale', { scale: Number.NaN }],
    ['seed', { seed: Number.POSITIVE_INFINITY }],
    ['now', { now: new Date(Number.NaN) }],
  ])('refuses %s that make no sense: %p', (name, options) => {
    expect(() => estimateDemo({ ...SAMPLE, ...options })).toThrow(RangeError);
    expect(() => generateDemo({ ...SAMPLE, ...options }).next()).toThrow(name);
  });
});

describe('estimateDemo', () => {
  it.each([
    { days: 90, scale: 0.2 },
    { days: 90, scale: 0.02 },
    { days: 14, scale: 1 },
    { days: 150, scale: 0.05 },
  ])('is close to what comes: %p', (options) => {
    let count = 0;
    for (const _ of generateDemo({ ...SAMPLE, ...options })) count++;
    expect(estimateDemo({ ...SAMPLE, ...options }) / count).toBeGreaterThan(0.96);
    expect(estimateDemo({ ...SAMPLE, ...options }) / count).toBeLessThan(1.04);
  });

  it('says about 150,000 by default', () => {
    const estimate = estimateDemo({ seed: 1, now: NOW, days: 90 });
    expect(estimate).toBeGreaterThan(140_000);
    expect(estimate).toBeLessThan(160_000);
  });
});

import { describe, expect, it } from '@jest/globals';
import { demoTenants } from '../../../src/demo/generate-demo.js';
import { fractionOf, NOW, ofType } from './sample.js';

const usageOf = (customerId: string) =>
  ofType('usage.recorded').filter(({ data }) => data.customerId === customerId);

const between = <T extends { time: string }>(events: T[], from: number, to: number): T[] =>
  events.filter((event) => fractionOf(event) >= from && fractionOf(event) < to);

const share = <T>(events: readonly T[], test: (event: T) => boolean): number =>
  events.filter(test).length / events.length;

describe('rhythm', () => {
  it('is slower on weekends, in every domain that people drive', () => {
    for (const type of ['usage.recorded', 'mcp.tool.called', 'api.request', 'storefront.visited'] as const) {
      const weekend = share(ofType(type), ({ time }) => [0, 6].includes(new Date(time).getUTCDay()));
      expect(weekend / 2).toBeLessThan((0.8 * (1 - weekend)) / 5);
    }
  });

  it("follows the customers' own day", () => {
    const inOfficeHours = (customerId: string, offset: number): number =>
      share(usageOf(customerId), ({ time }) => {
        const local = (new Date(time).getUTCHours() + 24 + offset) % 24;
        return local >= 8 && local < 18;
      });
    expect(inOfficeHours('petrel-airways', -8)).toBeGreaterThan(0.65);
    expect(inOfficeHours('sora-mobility', 9)).toBeGreaterThan(0.65);
  });

  it('grows', () => {
    const usage = ofType('usage.recorded');
    expect(between(usage, 2 / 3, 1).length).toBeGreaterThan(1.15 * between(usage, 0, 1 / 3).length);
  });
});

describe('customers', () => {
  it('differ in size by a power law', () => {
    const counts = new Map<string, number>();
    for (const { data } of ofType('usage.recorded')) {
      counts.set(data.customerId, (counts.get(data.customerId) ?? 0) + 1);
    }
    const sorted = [...counts.values()].sort((left, right) => right - left);
    expect(sorted.length).toBe(40);
    expect(sorted[0]).toBeGreaterThan(5 * (sorted[20] ?? Infinity));
  });

  it.each(['foxglove-studio', 'verdant-grid'])('%s decays to nothing', (customerId) => {
    expect(between(usageOf(customerId), 0, 0.3).length).toBeGreaterThan(60);
    expect(between(usageOf(customerId), 0.93, 1)).toEqual([]);
  });

  it('copperline-retail shrinks and has cancelled for a day to come', () => {
    const usage = usageOf('copperline-retail');
    expect(between(usage, 0.9, 1).length).toBeLessThan(0.6 * between(usage, 0.5, 0.6).length);
    const [cancelled] = ofType('subscription.cancelled').filter(
      ({ data }) => data.customerId === 'copperline-retail',
    );
    expect(Date.parse(cancelled?.data.effectiveAt ?? '')).toBeGreaterThan(NOW.getTime());
  });

  it('tern-robotics comes in through the storefront in the last days', () => {
    const own = <T extends { data: { customerId?: string } }>(events: T[]): T[] =>
      events.filter(({ data }) => data.customerId === 'tern-robotics');
    const [signedUp] = own(ofType('storefront.signed_up'));
    const [subscribed] = own(ofType('storefront.subscribed'));
    const [created] = own(ofType('subscription.created'));
    const [first] = usageOf('tern-robotics');
    const times = [signedUp, subscribed, created, first].map((event) => event?.time ?? '');
    expect(times).toEqual([...times].sort());
    expect(fractionOf({ time: times[0] ?? '' })).toBeGreaterThan(0.9);
  });

  it('quillstack fails more and more', () => {
    const own = ofType('api.request').filter(({ data }) => data.customerId === 'quillstack');
    const failing = (from: number, to: number): number =>
      share(between(own, from, to), ({ data }) => data.statusCode >= 500);
    expect(failing(0.9, 1)).toBeGreaterThan(4 * failing(0, 0.5));
  });

  it('tallyhouse-payroll is busy at the end of the month', () => {
    const days = (test: (day: number) => boolean): number =>
      usageOf('tallyhouse-payroll').filter(({ time }) => test(new Date(time).getUTCDate())).length;
    // 8 or 9 days a month against 22.
    expect(days((day) => day >= 25 || day <= 2)).toBeGreaterThan(1.3 * days((day) => day >= 3 && day <= 24));
  });
});

describe('events of a kind', () => {
  it.each(demoTenants.map(({ id }) => id))("%s's funnel narrows", (tenantId) => {
    const steps = [
      'visited',
      'product_viewed',
      'pricing_viewed',
      'signed_up',
      'subscribed',
      'first_api_call',
    ] as const;
    const visitors = steps.map(
      (step) => new Set(ofType(`storefront.${step}`, tenantId).map(({ data }) => data.visitorId)).size,
    );
    expect(visitors).toEqual([...visitors].sort((left, right) => right - left));
    expect(visitors.at(-1)).toBeGreaterThan(0);
    expect(visitors[3]).toBeLessThan(0.2 * (visitors[0] ?? 0));
  });

  it('an incident makes calls fail for an hour', () => {
    const [alert] = ofType('system.health_alert').filter(({ data }) => data.message.includes('above 40 %'));
    const peak = Date.parse(alert?.time ?? '');
    const during = ofType('api.request').filter(
      ({ time }) => Math.abs(Date.parse(time) - peak - 900_000) < 1_500_000,
    );
    expect(share(during, ({ data }) => data.statusCode >= 500)).toBeGreaterThan(0.2);
    expect(share(ofType('api.request'), ({ data }) => data.statusCode >= 500)).toBeLessThan(0.04);
  });

  it('costs spike once', () => {
    const shared = ofType('cost.incurred').filter(({ data }) => data.attributes?.['service'] === 'compute');
    const amounts = shared.map(({ data }) => Number(data.amount)).sort((left, right) => left - right);
    const median = amounts[amounts.length >> 1] ?? Infinity;
    expect(amounts.at(-1)).toBeGreaterThan(4 * median);
    expect(amounts.filter((amount) => amount > 2 * median).length).toBeLessThan(10);
  });

  it('some costs say their amount, some leave it to the price list', () => {
    const models = ofType('cost.incurred').filter(({ data }) => data.category === 'AI_MODEL');
    expect(share(models, ({ data }) => data.amount === undefined)).toBeGreaterThan(0.8);
    expect(share(models, ({ data }) => data.amount !== undefined)).toBeGreaterThan(0.03);
    for (const { data } of models)
      expect(data.cachedInputTokens ?? 0).toBeLessThanOrEqual(data.inputTokens ?? 0);
  });

  it('sessions have several calls by one agent on one server', () => {
    const sessions = new Map<string, string[]>();
    for (const { data } of ofType('mcp.tool.called')) {
      const key = JSON.stringify([data.serverId, data.customerId, data.agent]);
      sessions.set(data.sessionId, [...(sessions.get(data.sessionId) ?? []), key]);
    }
    const mixed = [...sessions.values()].filter((calls) => new Set(calls).size > 1);
    expect(mixed).toEqual([]);
    expect(share([...sessions.values()], (calls) => calls.length > 2)).toBeGreaterThan(0.5);
  });

  it('corrections take back less than they correct', () => {
    const usage = ofType('usage.recorded');
    const known = new Map(usage.map((event) => [event.id, event.data]));
    const corrections = usage.filter(({ data }) => data.quantity.startsWith('-'));
    expect(corrections.length).toBeGreaterThan(5);
    for (const { data } of corrections) {
      const corrected = known.get(data.attributes?.['corrects'] as string);
      expect(corrected?.customerId).toBe(data.customerId);
      expect(-Number(data.quantity)).toBeLessThanOrEqual(Number(corrected?.quantity));
    }
  });
});

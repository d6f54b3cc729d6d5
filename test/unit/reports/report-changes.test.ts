import { describe, expect, test } from '@jest/globals';
import { datasets } from '../../../src/catalogue/catalogue.js';
import { feedsOf } from '../../../src/catalogue/dataset.js';
import * as factLogs from '../../../src/catalogue/fact-logs.js';
import { EVENT_TABLES } from '../../../src/event-log/event-tables.js';
import type { LogEvent } from '../../../src/feed/log-event.js';
import { resolveWindow, type WindowRequest } from '../../../src/planner/window.js';
import { OFFERED, type DatasetName } from '../../../src/reports/offered.js';
import { PAGE_BOUNDS, readReport } from '../../../src/reports/report.js';
import { MADE_OF, reportChanges, type ReportChanges } from '../../../src/reports/report-changes.js';
import type { ReportFilter } from '../../../src/reports/report-request.js';

const NOW = Date.UTC(2026, 4, 15, 12);
const DAY = 86_400_000;

function changesOf(
  dataset: DatasetName,
  window: WindowRequest,
  filters: readonly ReportFilter[] = [],
  clock = (): number => NOW,
): ReportChanges {
  const [measure] = OFFERED.find(({ name }) => name === dataset)?.measures ?? [];
  const request = { dataset, measures: [measure?.key ?? ''], filters };
  return reportChanges(readReport(request, resolveWindow(window, NOW), PAGE_BOUNDS), window, clock);
}

const event = (of: Partial<LogEvent> = {}): LogEvent => ({
  ...{ seq: 1n, id: 'e', source: 's', type: 'usage.recorded', time: NOW, recordedAt: NOW },
  ...{ category: 'USAGE', severity: 'INFO', message: '', actor: null, customerId: 'c1', productId: null },
  ...{ statusCode: null, latencyMs: null, attributes: {}, size: 0 },
  ...of,
});

test('a report with a condition that is told by now moves, though its window does not', () => {
  const window: WindowRequest = {
    from: { kind: 'absolute', epochMs: NOW - DAY },
    to: { kind: 'absolute', epochMs: NOW },
  };
  const movesWith = (...values: string[]): boolean => {
    const having = [{ field: 'lastCall', op: 'IN', values }] as const;
    const report = readReport(
      { dataset: 'MCP', measures: ['lastCall'], having },
      resolveWindow(window, NOW),
      PAGE_BOUNDS,
    );
    return reportChanges(report, window, () => NOW).moves(NOW, NOW + 60_000);
  };
  expect([movesWith('2026-05-15'), movesWith('2026-05-15', 'now-1d')]).toEqual([false, true]);
});

test.each(OFFERED.map(({ name, dataset }) => [name, dataset] as const))(
  '%s is made of the tables that the catalogue says',
  (name, dataset) => {
    const known = [...datasets, ...Object.values(factLogs).filter((one) => typeof one === 'object')];
    const relations = feedsOf(dataset).map((key) => known.find((one) => one.key === key)?.relation);
    const tables = name === 'INVOICES' ? ['invoice_events'] : [...new Set(relations)];
    const made = MADE_OF[name] ?? EVENT_TABLES.map(({ relation }) => relation);
    expect([...made].sort()).toEqual([...tables].sort());
  },
);

describe('an event', () => {
  const week = changesOf('USAGE', { period: '7d' });
  test.each([
    [true, {}],
    [true, { time: NOW - 6 * DAY }],
    [true, { time: NOW + 30_000 }],
    [false, { time: NOW + 120_000 }],
    [false, { time: NOW - 8 * DAY }],
    [false, { type: 'mcp.tool.called' }],
  ])('is taken to change the usage of a week: %s of %j', (expected, of) => {
    expect(week.filter.matches(event(of))).toBe(expected);
  });

  test('within what a window is compared with counts', () => {
    const { filter } = changesOf('USAGE', { period: '7d', compareTo: 'PREVIOUS_YEAR' });
    expect(filter.matches(event({ time: NOW - 366 * DAY }))).toBe(true);
    expect(filter.matches(event({ time: NOW - 30 * DAY }))).toBe(false);
  });

  test('of an invoice counts whenever it happened', () => {
    const { filter } = changesOf('INVOICES', { period: '7d' });
    expect(filter.matches(event({ type: 'invoice.paid', time: NOW - 300 * DAY }))).toBe(true);
    expect(filter.matches(event())).toBe(false);
  });

  test('is held against conditions that say values', () => {
    const kept = changesOf('EVENTS', { period: '7d' }, [
      { field: 'type', op: 'IN', values: ['a', 'b'] },
      { field: 'severity', op: 'EQ', values: ['ERROR'] },
      { field: 'customer', op: 'NEQ', values: ['c1'] },
    ]).filter;
    expect(kept.matches(event({ type: 'a', severity: 'ERROR' }))).toBe(true);
    expect(kept.matches(event({ type: 'a' }))).toBe(false);
    expect(kept.matches(event({ severity: 'ERROR' }))).toBe(false);
    expect(kept.trait).toMatchObject({ field: 'type', values: ['a', 'b'] });
  });

  test('has what its filter is found by', () => {
    expect(week.filter.trait).toEqual({ field: 'type', values: ['usage.recorded'] });
    const of = (filters: ReportFilter[]): unknown => changesOf('MCP', {}, filters).filter.trait;
    expect(of([{ field: 'product', op: 'EQ', values: ['p'] }])).toMatchObject({
      field: 'productId',
      values: ['p'],
    });
    expect(changesOf('EVENTS', {}).filter.trait).toBeNull();
    expect(changesOf('LATENCIES', {}).filter.matches(event({ latencyMs: 1 }))).toBe(true);
    expect(changesOf('LATENCIES', {}).filter.matches(event())).toBe(false);
  });

  test('is judged by the window as it is when it comes', () => {
    let now = NOW;
    const { filter } = changesOf('USAGE', { period: '1d' }, [], () => now);
    expect(filter.matches(event())).toBe(true);
    now += 2 * DAY;
    expect(filter.matches(event())).toBe(false);
    expect(filter.matches(event({ time: now }))).toBe(true);
  });
});

test.each<[boolean, WindowRequest, number]>([
  [true, { period: '7d' }, 1_000],
  [true, {}, 60_000],
  [true, { period: 'today' }, 60_000],
  [false, { period: 'previous_month' }, 60_000],
  [true, { period: 'previous_month' }, 17 * DAY],
  [false, { from: { kind: 'absolute', epochMs: NOW - DAY }, to: { kind: 'absolute', epochMs: NOW } }, DAY],
])('it is %s that %j moves within %i ms', (expected, window, ms) => {
  expect(changesOf('USAGE', window).moves(NOW, NOW + ms)).toBe(expected);
});

import { expect, test } from '@jest/globals';
import { FACT_TABLES, LOG_TABLE } from '../../../src/db/relations.js';
import { eventConditions } from '../../../src/event-log/event-conditions.js';
import { isoOf, readEventCursor, writeEventCursor } from '../../../src/event-log/event-cursor.js';
import { slicesOf } from '../../../src/event-log/event-page.js';
import { readEventFilter, type EventFilterInput } from '../../../src/event-log/event-query.js';
import { tablesOf } from '../../../src/event-log/event-tables.js';
import { Bindings } from '../../../src/planner/bindings.js';

const read = (filter: EventFilterInput) => readEventFilter(filter, () => 0);

test.each<[string, EventFilterInput, string[], unknown[]]>([
  ['nothing', {}, [], []],
  ['categories', { categories: ['API'] }, ['category = ANY ($1::text[])'], [['API']]],
  [
    'types',
    { types: ['api.request', 'invoice.*'] },
    ['(type = ANY ($1::text[]) OR starts_with(type, $2))'],
    [['api.request'], 'invoice.'],
  ],
  ['severity', { minSeverity: 'ERROR' }, ['severity = ANY ($1::text[])'], [['ERROR', 'CRITICAL']]],
  ['actor', { actor: "o'hara" }, ['actor = $1::text'], ["o'hara"]],
  [
    'status',
    { statusCodes: [{ from: 500 }, { from: 404, to: 404 }] },
    ['(status_code BETWEEN $1::int AND $2::int OR status_code BETWEEN $3::int AND $3::int)'],
    [500, 2_147_483_647, 404],
  ],
  ['no status', { statusCodes: [] }, ['false'], []],
  ['attributes', { attributes: { a: 1 } }, ['attributes @> $1::jsonb'], ['{"a":1}']],
])('%s in SQL, values bound', (_, filter, conditions, values) => {
  const bindings = new Bindings();
  expect(eventConditions(read(filter), bindings)).toEqual(conditions);
  expect(bindings.values).toEqual(values);
});

test('words in SQL: bound as they are, and as JSON has them', () => {
  const bindings = new Bindings();
  const [found, , excluded] = eventConditions(read({ search: '"a \\"Ä -x%' }), bindings);
  expect(found).toMatch(
    /^\(strpos\(translate\(lower\(\(concat_ws\(chr\(31\), message, type, actor\)\) COLLATE "C"\)/,
  );
  expect(found).not.toContain('ä');
  expect(excluded).toMatch(/^NOT \(strpos/);
  expect(new Set(bindings.values)).toEqual(new Set(['a \\', 'a \\\\', 'Ä', 'ä', 'x%']));
});

const tables = (filter: EventFilterInput): string[] => tablesOf(read(filter)).map(({ relation }) => relation);

test.each<[string, EventFilterInput, string[]]>([
  ['billing', { categories: ['BILLING'] }, ['invoice_events', 'subscription_events']],
  ['a type of a table', { types: ['mcp.tool.called'] }, ['mcp_calls']],
  ['a type of none', { types: ['usage.anomaly'] }, ['log_events']],
  ['a prefix', { types: ['usage.*'] }, ['log_events', 'usage_events']],
  ['no type', { types: [] }, []],
  ['status codes', { statusCodes: [{ from: 1 }] }, ['log_events']],
  ['errors', { minSeverity: 'ERROR' }, ['log_events', 'mcp_calls', 'invoice_events']],
  ['what cannot be', { categories: ['AUTH'], types: ['invoice.*'], customerId: 'c' }, ['log_events']],
])('only tables that can have it are read: %s', (_, filter, expected) =>
  expect(tables(filter)).toEqual(expected),
);

test('every table of events is among those that are read', () =>
  expect(tables({}).sort()).toEqual([...FACT_TABLES, LOG_TABLE].sort()));

const HOUR = 3_600_000;
const page = { rows: 51, after: null, before: null };

test('slices cover a range once, from either end, each longer than all before it', () => {
  const range = { from: 0, to: 365 * 24 * HOUR };
  for (const from of ['newest', 'oldest'] as const) {
    const slices = slicesOf({ ...page, range, from });
    expect(slices).toHaveLength(5);
    const ascending = from === 'newest' ? [...slices].reverse() : slices;
    expect(ascending.map((slice) => slice.from)).toEqual([0, ...ascending.slice(0, -1).map(({ to }) => to)]);
    expect(ascending.at(-1)?.to).toBe(range.to);
    expect(slices[0]).toEqual(
      from === 'newest' ? { from: range.to - HOUR, to: range.to } : { from: 0, to: HOUR },
    );
  }
});

test('slices begin at the cursors, and end there', () => {
  const at = (ms: number) => ({ micros: BigInt(ms) * 1000n + 999n, seq: 1n });
  const range = { from: 0, to: 100 * HOUR };
  expect(slicesOf({ ...page, range, from: 'newest', after: at(HOUR), before: at(10) })).toEqual([
    { from: 10, to: HOUR + 1 },
  ]);
  expect(slicesOf({ ...page, range, from: 'oldest', before: at(200 * HOUR) })).toEqual([]);
});

test('cursors keep microseconds, also before 1970', () => {
  for (const micros of [0n, 1n, -1n, 1_767_225_600_123_456n, -1_000_001n]) {
    const place = { micros, seq: 42n };
    expect(readEventCursor('after', writeEventCursor(place))).toEqual(place);
  }
  expect(isoOf({ micros: 1_767_225_600_123_456n, seq: 0n })).toBe('2026-01-01T00:00:00.123456Z');
  expect(isoOf({ micros: -1n, seq: 0n })).toBe('1969-12-31T23:59:59.999999Z');
});

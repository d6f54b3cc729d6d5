import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventMatcher } from '../../src/event-log/event-matcher.js';
import { fold, foldedLetters } from '../../src/event-log/fold.js';
import { readEventFilter } from '../../src/event-log/event-query.js';
import { isVisibleTo } from '../../src/event-log/visible-to-customer.js';
import {
  filterInput,
  filters,
  isMeant,
  searches,
  type AskedFilter,
} from '../support/oracle/event-filters.js';
import { eventSample } from '../support/oracle/event-samples.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { NOW, SEED, assertProperty, draw, runsOr, seldom } from '../support/oracle/oracle-run.js';
import { seenBy, writeFindings } from '../support/oracle/seller-events.js';
import { storedEvents, type StoredEvent } from '../support/oracle/stored-events.js';
import { CUSTOMERS } from '../support/oracle/usage-events.js';

/** Cases; half of them are walked through while events arrive. */
const RUNS = runsOr(80);
const DAY = 86_400_000;

let bench: OracleBench;
let keys: ReadonlyMap<string | null, string>;
let stored: StoredEvent[];
const sent = { count: 0 };

/** Sends events of all kinds; when they happened is said by the samples. */
async function send(count: number, seed: number, tenant?: string): Promise<void> {
  const events = draw(eventSample(bench.now), count, seed).map((event) => ({
    ...event,
    id: `event ${sent.count++}`,
  }));
  expect(await bench.send(events, tenant)).toEqual({ ACCEPTED: count });
}

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  for (let batch = 0; batch < 3; batch++) await send(300, SEED + batch);
  await send(100, SEED, 'other');
  await writeFindings(bench);
  for (const table of ['usage_events', 'log_events', 'invoice_events']) {
    await bench.compress(table, bench.now - 20 * DAY);
  }
  stored = await storedEvents(bench);
  const readers = [null, ...CUSTOMERS];
  const made = await Promise.all(
    readers.map((customer) => bench.key(customer ?? undefined, ['events:read'])),
  );
  keys = new Map(readers.map((customer, i) => [customer, made[i] ?? '']));
}, 300_000);
afterAll(() => bench.stop());

interface Case {
  readonly filter: AskedFilter;
  readonly page: number;
  readonly isBackward: boolean;
  readonly narrowed: string | null;
}

const cases = fc.record({
  filter: fc.oneof(filters(NOW, false), searches(NOW)),
  page: fc.integer({ min: 1, max: 60 }),
  isBackward: fc.boolean(),
  narrowed: seldom(fc.constantFrom(...CUSTOMERS)),
});

interface Page {
  readonly totalCount: number;
  readonly nodes: readonly { readonly id: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: Readonly<
    Record<'hasNextPage' | 'hasPreviousPage', boolean> & Record<'startCursor' | 'endCursor', string | null>
  >;
}

const QUERY = `query ($filter: EventFilter, $first: Int, $after: String, $last: Int, $before: String) {
  events(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { id time category severity type message actor statusCode latencyMs attributes customer { id } }
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

/** The ids of the events that a filter means, newest first. */
function expected({ filter, narrowed }: Case, of: readonly StoredEvent[]): string[] {
  const from = filter.from ?? (filter.to ?? bench.now) - 30 * DAY;
  return of
    .filter(seenBy(narrowed))
    .filter((event) => isMeant(event, { ...filter, from }, (part) => holds(event, part)))
    .map(({ id }) => id);
}

/** What PostgreSQL says that the attributes of events contain. */
const contained = new Map<string, Set<string>>();
const holds = (event: StoredEvent, part: unknown): boolean =>
  contained.get(JSON.stringify(part))?.has(event.id) === true;

async function learn(part: unknown): Promise<void> {
  const { rows } = await bench.db.write.query<{ id: string }>(
    'SELECT id FROM event_log WHERE attributes @> $1::jsonb',
    [JSON.stringify(part)],
  );
  contained.set(JSON.stringify(part), new Set(rows.map(({ id }) => id)));
}

/** Walks through all pages; events that arrive meanwhile are passed to `between`. */
async function walk(one: Case, between: () => Promise<void>): Promise<{ ids: string[]; total: number }> {
  const ids: string[] = [];
  let total: number | undefined;
  for (let cursor: string | null = null, pages = 0; ; pages++) {
    const answer = await bench.ask(keys.get(one.narrowed) ?? '', QUERY, {
      filter: filterInput(one.filter),
      ...(one.isBackward ? { last: one.page, before: cursor } : { first: one.page, after: cursor }),
    });
    expect(answer).toEqual({ data: expect.anything() });
    const page = (answer.data as { events: Page }).events;
    const { pageInfo } = page;
    total ??= page.totalCount;
    const found = page.nodes.map(({ id }) => id);
    expect(page.edges.map(({ node }) => node.id)).toEqual(found);
    expect(pageInfo.startCursor).toBe(page.edges[0]?.cursor ?? null);
    expect(pageInfo.endCursor).toBe(page.edges.at(-1)?.cursor ?? null);
    expect(one.isBackward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage).toBe(cursor !== null);
    if (one.isBackward) ids.unshift(...found);
    else ids.push(...found);
    const hasMore = one.isBackward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
    if (!hasMore) return { ids, total };
    expect(found).toHaveLength(one.page);
    cursor = one.isBackward ? pageInfo.startCursor : pageInfo.endCursor;
    if (pages < 2) await between();
  }
}

/** Few pages, so that a case asks not more than some questions. */
const sized = (one: Case, count: number): Case => ({
  ...one,
  page: Math.max(one.page, Math.ceil(count / 4)),
});

test('PostgreSQL folds every letter as JavaScript does, whatever its locale', async () => {
  const codes = Array.from({ length: 0xffff }, (_, code) => code + 1);
  const letters = String.fromCharCode(...codes.filter((code) => code < 0xd800 || code > 0xdfff));
  const { from, to } = foldedLetters([fold(letters)]);
  const { rows } = await bench.db.write.query<{ folded: string }>(
    `SELECT translate(lower($1 COLLATE "C"), $2, $3) AS folded`,
    [letters, from, to],
  );
  expect(rows[0]?.folded === fold(letters)).toBe(true);
});

describe('the list of events is what a plain filter keeps, newest first', () => {
  test('while nothing arrives, and the live stream means the same', async () => {
    await assertProperty(
      cases,
      async (one) => {
        if (one.filter.attributes != null) await learn(one.filter.attributes);
        const wanted = expected(one, stored);
        const { ids, total } = await walk(sized(one, wanted.length), async () => undefined);
        expect(ids).toEqual(wanted);
        expect(total).toBe(wanted.length);
        const untimed = { ...filterInput(one.filter), from: null, to: null };
        const query = readEventFilter(untimed, () => 0);
        const from = one.filter.from ?? (one.filter.to ?? bench.now) - 30 * DAY;
        const isLive = eventMatcher({ ...query, from, to: one.filter.to ?? null });
        const live = stored.filter((event) => isLive(event) && isVisibleTo(one.narrowed, event));
        expect(live.map(({ id }) => id)).toEqual(wanted);
      },
      { runs: RUNS / 2, part: 0, all: RUNS },
    );
  }, 300_000);

  test('while events arrive: what was there is neither repeated nor skipped', async () => {
    let seed = SEED + 1000;
    await assertProperty(
      cases,
      async (one) => {
        stored = await storedEvents(bench);
        if (one.filter.attributes != null) await learn(one.filter.attributes);
        const wanted = expected(one, stored);
        const { ids, total } = await walk(sized(one, wanted.length), () => send(5, seed++));
        const known = new Set(stored.map(({ id }) => id));
        expect(ids.filter((id) => known.has(id))).toEqual(wanted);
        expect(new Set(ids).size).toBe(ids.length);
        expect(total).toBe(wanted.length);
      },
      { runs: RUNS / 2, part: 1, all: RUNS },
    );
  }, 300_000);
});

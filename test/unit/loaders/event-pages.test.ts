import { describe, expect, test } from '@jest/globals';
import type { TenantScope } from '../../../src/db/tenant-scope.js';
import { GaugewayError } from '../../../src/errors.js';
import { readEventFilter } from '../../../src/event-log/event-query.js';
import { EventPages } from '../../../src/loaders/event-pages.js';
import { Turns } from '../../../src/turns.js';

const DAY = 86_400_000;
const TO = Date.UTC(2026, 5, 1);
const ACME: TenantScope = { tenantId: 'acme', customerId: null };
const YEAR = {
  range: { from: TO - 365 * DAY, to: TO },
  rows: 50,
  from: 'newest',
  after: null,
  before: null,
} as const;
const ALL = readEventFilter({}, () => 0);
const RARE = readEventFilter({ search: 'rare' }, () => 0);

/** What PostgreSQL says of a statement that took too long, as a read has it. */
function canceled(): GaugewayError {
  const error = new GaugewayError('UNAVAILABLE', 'too slow');
  error.cause = { code: '57014', severity: 'ERROR' };
  return error;
}

/** A database whose statements find nothing, and take as long as a test says. */
function stage(takesMs: (seconds: number) => number = () => 0, ofTenant = 4) {
  let now = 0;
  const given: number[] = [];
  const limits = { running: 2, ofTenant, waiting: 8, waitMs: 60_000 };
  const searches = new Turns(limits, { ofTenant: 'too many', busy: 'busy', field: 'filter' });
  const reads = {
    searches,
    read: async (_scope: unknown, _statement: unknown, options: { seconds?: number } = {}) => {
      const { seconds = Infinity } = options;
      given.push(seconds);
      const takes = takesMs(seconds);
      now += Math.min(takes, seconds * 1000);
      if (takes > seconds * 1000) throw canceled();
      return [];
    },
  };
  return { searches, given, operation: () => new EventPages(reads, () => now) };
}

const TOO_LONG = {
  code: 'UNAVAILABLE',
  field: 'filter',
  message: expect.stringMatching(/30 s: narrow it by/),
};

describe('searches of the event log', () => {
  test('have one time for all slices of a page, not one for each', async () => {
    const { given, operation } = stage(() => 12_000);
    await expect(operation().read(ACME, RARE, YEAR)).rejects.toMatchObject(TOO_LONG);
    // A glance, and then what is left of half a minute.
    expect(given).toEqual([2, 28, 16, 4]);
  });

  test('have one time for all lists and counts of an operation', async () => {
    const { given, operation } = stage((seconds) => (seconds === 2 ? 1_000 : 7_000));
    const pages = operation();
    const answers = await Promise.allSettled([
      pages.read(ACME, RARE, YEAR),
      pages.count(ACME, RARE, YEAR.range),
      pages.read(ACME, RARE, YEAR),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(given).toEqual([2, 29, 22, 15, 8, 1]);
  });

  test('run one after the other within an operation, in one turn', async () => {
    const { searches, operation } = stage(undefined, 1);
    const pages = operation();
    const many = Array.from({ length: 50 }, () => pages.read(ACME, RARE, YEAR));
    expect(await Promise.all(many)).toEqual(many.map(() => []));
    (await searches.take('acme', new AbortController().signal))();
  });

  test('are refused where a tenant has too many, lists that cost what they show are not', async () => {
    const { searches, operation } = stage(undefined, 1);
    const leave = await searches.take('acme', new AbortController().signal);
    const refused = { code: 'TOO_MANY_REQUESTS', field: 'filter' };
    await expect(operation().read(ACME, RARE, YEAR)).rejects.toMatchObject(refused);
    await expect(operation().count(ACME, RARE, YEAR.range)).rejects.toMatchObject(refused);
    expect(await operation().read(ACME, ALL, YEAR)).toEqual([]);
    expect(await operation().read({ ...ACME, tenantId: 'other' }, RARE, YEAR)).toEqual([]);
    leave();
    expect(await operation().read(ACME, RARE, YEAR)).toEqual([]);
  });
});

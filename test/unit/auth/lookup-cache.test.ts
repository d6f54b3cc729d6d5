import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { LookupCache } from '../../../src/auth/lookup-cache.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A cache whose lookups the test finishes by hand. */
function harness(limit = 10, ttlMs = 2000) {
  const lookups: { key: string; finish(value: string | null): void; fail(error: Error): void }[] = [];
  const cache = new LookupCache<string>({
    load: (key) => new Promise((finish, fail) => void lookups.push({ key, finish, fail })),
    limit,
    ttlMs,
  });
  /** Gets a key whose lookup, if there is one, finds the value at once. */
  const getNow = (key: string, value: string | null) => {
    const before = lookups.length;
    const got = cache.get(key);
    if (lookups.length > before) lookups.at(-1)?.finish(value);
    return got;
  };
  return { cache, lookups, getNow };
}

test('calls that overlap share one lookup', async () => {
  const { cache, lookups } = harness();
  const calls = [cache.get('a'), cache.get('a'), cache.get('b'), cache.get('a')];
  expect(lookups.map(({ key }) => key)).toEqual(['a', 'b']);
  lookups[0]?.finish('A');
  lookups[1]?.finish(null);
  expect(await Promise.all(calls)).toEqual(['A', 'A', null, 'A']);
});

test('a value is served until its lifetime ends, counted from the start of its lookup', async () => {
  const { cache, lookups, getNow } = harness();
  const first = cache.get('a');
  jest.advanceTimersByTime(1500);
  lookups[0]?.finish('old');
  await first;
  jest.advanceTimersByTime(499);
  expect(await getNow('a', 'new')).toBe('old');
  jest.advanceTimersByTime(1);
  expect(await getNow('a', 'new')).toBe('new');
  expect(lookups).toHaveLength(2);
});

test('a lookup slower than the lifetime is neither joined nor kept', async () => {
  const { cache, lookups, getNow } = harness();
  const slow = cache.get('a');
  jest.advanceTimersByTime(2000);
  const next = cache.get('a');
  expect(lookups).toHaveLength(2);
  lookups[0]?.finish('old');
  expect(await slow).toBe('old');
  const joined = cache.get('a');
  expect(lookups).toHaveLength(2);
  lookups[1]?.finish('new');
  expect(await Promise.all([next, joined])).toEqual(['new', 'new']);
  expect(await getNow('a', 'unused')).toBe('new');
});

test('what was not found is looked up again', async () => {
  const { lookups, getNow } = harness();
  expect(await getNow('a', null)).toBeNull();
  expect(await getNow('a', 'A')).toBe('A');
  expect(lookups).toHaveLength(2);
});

test('a failure reaches all who wait and is not kept', async () => {
  const { cache, lookups, getNow } = harness();
  const calls = Promise.allSettled([cache.get('a'), cache.get('a')]);
  lookups[0]?.fail(new Error('down'));
  expect((await calls).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await getNow('a', 'A')).toBe('A');
});

test('the one unused for longest makes room; invented keys push nobody out', async () => {
  const { lookups, getNow } = harness(2, Infinity);
  await getNow('a', 'A');
  await getNow('b', 'B');
  await getNow('a', 'unused');
  await getNow('c', 'C');
  for (let n = 0; n < 5; n++) await getNow(`invented-${n}`, null);
  const before = lookups.length;
  expect(await getNow('a', 'again')).toBe('A');
  expect(await getNow('c', 'again')).toBe('C');
  expect(lookups).toHaveLength(before);
  expect(await getNow('b', 'again')).toBe('again');
});

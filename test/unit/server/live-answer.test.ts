import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { AnswerChanges } from '../../../src/feed/change-stream.js';
import type { Feed, LogBatch } from '../../../src/feed/feed.js';
import { LiveAnswer } from '../../../src/server/streams/live-answer.js';
import type { StreamSink } from '../../../src/server/streams/sink.js';

const MINUTE = 60_000;
const BATCH: LogBatch = { events: [], cursor: '', gap: null };

/** A client whose backlog is what a test says. */
class Client implements StreamSink {
  readonly got: string[] = [];
  backlog = 0;
  unsent = 0;
  isOverloaded = false;

  send(payload: Buffer): void {
    this.got.push(payload.toString());
  }

  overload(): void {
    this.isOverloaded = true;
  }
}

/** An answer that is what a test says, with a feed that tells of events when a test says so. */
function stage(how: Partial<AnswerChanges> = {}) {
  const listeners = new Set<(batch: LogBatch) => void>();
  const state = { value: 'a', isBroken: false, searches: 0, takesMs: 0 };
  const feed = {
    listen: (_: unknown, __: unknown, listener: (batch: LogBatch) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  } as unknown as Feed;
  const changes: AnswerChanges = {
    filter: { matches: () => true, trait: null, key: '' },
    moves: () => false,
    throttleMs: 1_000,
    ...how,
  };
  const answer = new LiveAnswer({
    stream: { feed, scope: { tenantId: 't', customerId: null }, changes },
    find: async () => {
      state.searches += 1;
      const { value, isBroken, takesMs } = state;
      if (takesMs > 0) await new Promise((resolve) => setTimeout(resolve, takesMs));
      return { payload: Buffer.from(value), isBroken };
    },
  });
  /** An event that changes the answer. */
  const change = (value: string): void => {
    state.value = value;
    for (const listener of listeners) listener(BATCH);
  };
  return { answer, state, change, listeners };
}

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  jest.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12, 0, 30) });
});
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('a live answer', () => {
  test('is given at once, at the first change after a pause, and at the last of many', async () => {
    const { answer, state, change, listeners } = stage();
    const client = new Client();
    const leave = answer.join(client);
    await pass(0);
    expect(client.got).toEqual(['a']);
    await pass(5_000);
    change('b');
    await pass(0);
    expect(client.got).toEqual(['a', 'b']);
    for (const value of ['c', 'd', 'e']) {
      change(value);
      await pass(100);
    }
    expect(client.got).toEqual(['a', 'b']);
    await pass(700);
    expect(client.got).toEqual(['a', 'b', 'e']);
    expect(state.searches).toBe(3);
    leave();
    expect(listeners.size).toBe(0);
  });

  test('is found once for those who share it, and not sent to who has it', async () => {
    const { answer, state, change } = stage();
    const clients = [new Client(), new Client(), new Client()];
    const leaves = clients.map((client) => answer.join(client));
    await pass(200);
    expect(state.searches).toBe(2);
    change('a');
    await pass(2_000);
    expect(state.searches).toBe(3);
    expect(clients.map(({ got }) => got)).toEqual([['a'], ['a'], ['a']]);
    for (const leave of leaves) leave();
  });

  test('is found anew for who comes later, who waits for no throttle and does not hasten the others', async () => {
    const { answer, state, change } = stage({ throttleMs: 10 * MINUTE });
    const [first, late] = [new Client(), new Client()];
    const leaves = [answer.join(first)];
    await pass(1_000);
    change('b');
    await pass(1_000);
    leaves.push(answer.join(late));
    await pass(0);
    expect([first.got, late.got]).toEqual([['a'], ['b']]);
    state.value = 'c';
    await pass(10 * MINUTE - 2_000);
    expect([first.got, late.got]).toEqual([['a', 'b'], ['b']]);
    for (const leave of leaves) leave();
  });

  test('that changes while it is looked for is looked for again', async () => {
    const { answer, state, change } = stage();
    state.takesMs = 300;
    const client = new Client();
    const leave = answer.join(client);
    await pass(100);
    change('b');
    await pass(200);
    expect(client.got).toEqual(['a']);
    await pass(1_300);
    expect(client.got).toEqual(['a', 'b']);
    leave();
  });

  test('that moves is looked at every full minute', async () => {
    const { answer, state } = stage({ moves: () => true });
    const client = new Client();
    const leave = answer.join(client);
    await pass(0);
    state.value = 'b';
    await pass(29_990);
    expect(client.got).toEqual(['a']);
    await pass(20);
    expect(client.got).toEqual(['a', 'b']);
    await pass(3 * MINUTE);
    expect(state.searches).toBe(5);
    leave();
  });

  test('that stands still is left alone, but looked at once more after a change', async () => {
    const { answer, state, change } = stage();
    const client = new Client();
    const leave = answer.join(client);
    await pass(10 * MINUTE);
    expect(state.searches).toBe(1);
    await pass(25_000);
    change('a');
    await pass(10_000);
    expect(state.searches).toBe(2);
    state.value = 'what a replica did not have yet';
    await pass(2 * MINUTE);
    expect([state.searches, client.got]).toEqual([3, ['a', 'what a replica did not have yet']]);
    await pass(10 * MINUTE);
    expect(state.searches).toBe(3);
    leave();
  });

  test('that cannot be found is tried again', async () => {
    const { answer, state } = stage({ throttleMs: 100 });
    const client = new Client();
    Object.assign(state, { value: 'no database', isBroken: true });
    const leave = answer.join(client);
    await pass(3_500);
    expect([state.searches, client.got]).toEqual([4, ['no database']]);
    Object.assign(state, { value: 'a', isBroken: false });
    await pass(1_000);
    expect(client.got).toEqual(['no database', 'a']);
    await pass(20_000);
    expect(state.searches).toBe(5);
    leave();
  });

  test('leaves nothing behind where its last subscriber goes while it is looked for', async () => {
    const { answer, state, change, listeners } = stage();
    state.takesMs = 500;
    const client = new Client();
    const leave = answer.join(client);
    await pass(100);
    change('b');
    leave();
    await pass(5_000);
    expect([client.got, listeners.size, state.searches, answer.members]).toEqual([[], 0, 1, 0]);
  });
});

describe('a slow client', () => {
  test('is sent the newest only once it has read', async () => {
    const { answer, change } = stage();
    const [slow, quick] = [new Client(), new Client()];
    const leaves = [answer.join(slow), answer.join(quick)];
    await pass(200);
    Object.assign(slow, { backlog: 100_000, unsent: 100_000 });
    for (const value of ['b', 'c', 'd']) {
      await pass(2_000);
      change(value);
    }
    await pass(0);
    slow.unsent = 90_000;
    await pass(8_000);
    expect([slow.got, slow.isOverloaded]).toEqual([['a'], false]);
    Object.assign(slow, { backlog: 0, unsent: 0 });
    await pass(50);
    expect([slow.got, quick.got]).toEqual([
      ['a', 'd'],
      ['a', 'b', 'c', 'd'],
    ]);
    for (const leave of leaves) leave();
  });

  test('that reads nothing is told to come back later', async () => {
    const { answer, change } = stage();
    const client = new Client();
    const leave = answer.join(client);
    await pass(2_000);
    Object.assign(client, { backlog: 100_000, unsent: 100_000 });
    change('b');
    await pass(10_200);
    expect([client.got, client.isOverloaded]).toEqual([['a'], true]);
    leave();
  });
});

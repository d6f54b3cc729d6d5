import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { backoffMs } from '../../../console/src/live/backoff.js';
import { REPLAY } from '../../../console/src/live/document.js';
import { LiveStream, type StreamState } from '../../../console/src/live/live-stream.js';
import type { Gap } from '../../../console/src/live/log-event.js';
import type { LogListener, LogRequest } from '../../../console/src/live/open-log.js';
import { streamEnd } from '../../../console/src/live/stream-end.js';
import { NO_FILTER } from './no-filter.js';

/** A stream on connections that the test plays the gateway of. */
function stage() {
  const connections: { request: LogRequest; listener: LogListener; closed: boolean }[] = [];
  const states: StreamState[] = [];
  const gaps: Gap[] = [];
  const stream = new LiveStream({
    url: new URL('ws://gateway/graphql'),
    open: (request, listener) => {
      const connection = { request, listener, closed: false };
      connections.push(connection);
      return () => void (connection.closed = true);
    },
    onEvents: () => undefined,
    onGap: (gap) => void gaps.push(gap),
    onState: (state) => void states.push(state),
  });
  const last = () => {
    const connection = connections.at(-1);
    if (connection === undefined) throw new Error('there is no connection');
    return connection;
  };
  return { stream, connections, states, gaps, last };
}

const REQUEST = { filter: NO_FILTER, credentials: { Authorization: 'Bearer k' } };
const LOST = { kind: 'lost', why: 'gone' } as const;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('goes on behind the last cursor', () => {
  const { stream, last, states, gaps, connections } = stage();
  stream.start(REQUEST);
  expect(last().request).toMatchObject({ credentials: REQUEST.credentials, variables: { filter: null } });
  last().listener.onOpen();
  last().listener.onBatch({ events: [], cursor: 'one', gap: null });
  last().listener.onBatch({ events: [], cursor: 'two', gap: null });
  last().listener.onEnd(LOST);
  expect(states.map(({ kind }) => kind)).toEqual(['idle', 'connecting', 'live', 'waiting']);
  jest.advanceTimersByTime(1_000);
  expect(connections.length).toBe(2);
  expect(last().request.variables).toEqual({ filter: null, after: 'two' });
  last().listener.onOpen();
  expect(gaps).toEqual([]);
});

test('says so where it had no cursor to go on behind', () => {
  const { stream, last, gaps } = stage();
  stream.start(REQUEST);
  last().listener.onOpen();
  last().listener.onEnd(LOST);
  jest.advanceTimersByTime(1_000);
  expect(gaps).toEqual([]);
  last().listener.onOpen();
  expect(gaps).toEqual([{ reason: expect.any(String), from: expect.any(String), to: expect.any(String) }]);
});

test('begins anew, and says so, where the cursor is refused', () => {
  const { stream, last, gaps } = stage();
  stream.start(REQUEST);
  last().listener.onBatch({ events: [], cursor: 'one', gap: null });
  last().listener.onEnd({ kind: 'stale', why: 'after: expected another' });
  expect(gaps).toEqual([{ reason: expect.stringContaining('cursor'), from: null, to: null }]);
  jest.advanceTimersByTime(1_000);
  expect(last().request.variables).toEqual({ filter: null, replay: REPLAY });
});

test.each(['refused', 'failed'] as const)('does not repeat what was %s, unless it is asked to', (kind) => {
  const { stream, connections, states, last } = stage();
  stream.start(REQUEST);
  last().listener.onEnd({ kind, why: 'no' });
  jest.advanceTimersByTime(3_600_000);
  expect([connections.length, states.at(-1)]).toEqual([1, { kind, why: 'no' }]);
  stream.retry();
  expect(connections.length).toBe(2);
});

test('another filter begins anew, on another connection', () => {
  const { stream, connections, last } = stage();
  stream.start(REQUEST);
  last().listener.onBatch({ events: [], cursor: 'one', gap: null });
  stream.start({ ...REQUEST, filter: { ...NO_FILTER, actor: 'ann' } });
  expect(connections.map(({ closed }) => closed)).toEqual([true, false]);
  expect(last().request.variables).toEqual({
    filter: { actor: 'ann' },
    replay: REPLAY,
  });
});

test('waits twice as long after each failure, with some of it left to chance', () => {
  expect([1, 2, 3, 4, 5, 9].map((failures) => backoffMs(failures, 0))).toEqual([
    1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
  ]);
  expect(backoffMs(1, 0.999)).toBeGreaterThanOrEqual(750);
});

describe('the end of a stream', () => {
  const error = (code: string, field?: string) => [{ message: 'why', extensions: { code, field } }];
  test.each([
    [
      { code: 4403, reason: 'Forbidden' },
      { kind: 'refused', why: 'Forbidden (4403)' },
    ],
    [
      { code: 1012, reason: 'Service restart' },
      { kind: 'lost', why: 'Service restart (1012)' },
    ],
    [
      { code: 1006, reason: '' },
      { kind: 'lost', why: 'the connection broke (1006)' },
    ],
    [
      { code: 4400, reason: 'Bad' },
      { kind: 'failed', why: 'Bad (4400)' },
    ],
    [{ type: 'error' }, { kind: 'lost', why: 'the gateway cannot be reached' }],
    [error('FORBIDDEN'), { kind: 'refused', why: 'why' }],
    [error('BAD_USER_INPUT', 'after'), { kind: 'stale', why: 'why' }],
    [error('BAD_USER_INPUT', 'filter'), { kind: 'failed', why: 'why' }],
    [error('UNAVAILABLE'), { kind: 'lost', why: 'why' }],
    [[{ message: 'why' }], { kind: 'failed', why: 'why' }],
  ])('%j', (cause, end) => expect(streamEnd(cause)).toEqual(end));
});

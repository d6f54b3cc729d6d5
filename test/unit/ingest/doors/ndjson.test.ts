import { afterEach, describe, expect, test } from '@jest/globals';
import { constants, createGzip, gzipSync } from 'node:zlib';
import { GaugewayError } from '../../../../src/errors.js';
import { ClientGone } from '../../../../src/ingest/doors/body.js';
import type { EventVerdict } from '../../../../src/ingest/event.js';
import { accepted, answerTo, exchange, linesOf, openDoor, standstill, type DoorStage } from './stream.js';

let stage: DoorStage;
afterEach(() => stage.close());

const UNAVAILABLE = new GaugewayError('UNAVAILABLE', 'The database is away');
const line = (id: string): string => `{"id":"${id}","source":"/s"}\n`;
const judged = (index: number, id: string): object => ({ index, id, verdict: 'ACCEPTED', reason: null });
const idsOf = (values: readonly unknown[]): string[] => values.map((value) => (value as { id: string }).id);

/** An ingestor whose batches wait for the test. */
interface Gate {
  readonly batches: string[][];
  readonly ingest: (values: readonly unknown[]) => Promise<EventVerdict[]>;
  /** Ends the oldest batch that waits. */
  release(failure?: Error): void;
  /** Resolves when so many batches have begun. */
  begun(count: number): Promise<void>;
}

function gate(): Gate {
  const batches: string[][] = [];
  const waiting: ((failure?: Error) => void)[] = [];
  return {
    batches,
    ingest: (values) => {
      batches.push(idsOf(values));
      return new Promise((resolve, reject) => {
        waiting.push((failure) => (failure === undefined ? resolve(accepted(values)) : reject(failure)));
      });
    },
    release: (failure) => waiting.shift()?.(failure),
    begun: async (count) => {
      while (batches.length < count) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const UNKNOWN = { id: null, verdict: 'REJECTED', reason: 'event: expected a JSON object' } as const;
const VERDICTS = new Map<string, Omit<EventVerdict, 'index'>>([
  ['{"id":"a"}', { id: 'a', verdict: 'ACCEPTED', reason: null }],
  ['{"id":"a \\"b\\""}', { id: 'a "b"', verdict: 'DUPLICATE', reason: null }],
  ['"x\\ny"', { id: null, verdict: 'REJECTED', reason: 'event: expected a JSON object, got "x\ny"' }],
  ['{"id":"c"}', { id: 'c', verdict: 'CONFLICT', reason: null }],
]);

describe('verdicts', () => {
  test('one a line in order, whatever it holds, and the totals as the last line', async () => {
    const given: unknown[] = [];
    stage = await openDoor(async (values) => {
      given.push(...values);
      return values.map((value, index) => ({ index, ...(VERDICTS.get(JSON.stringify(value)) ?? UNKNOWN) }));
    });
    const body = '{"id":"a"}\r\n\n{"id":}\n{"id":"a \\"b\\""}\n"x\\ny"\n{}{}\n{"id":"c"}';
    const lines = await exchange(stage.stream(), body);
    expect(lines).toEqual([
      judged(0, 'a'),
      { index: 1, id: null, verdict: 'REJECTED', reason: expect.stringMatching(/^line: malformed JSON: /) },
      { index: 2, id: 'a "b"', verdict: 'DUPLICATE', reason: null },
      { index: 3, id: null, verdict: 'REJECTED', reason: 'event: expected a JSON object, got "x\ny"' },
      { index: 4, id: null, verdict: 'REJECTED', reason: expect.stringMatching(/^line: malformed JSON: /) },
      { index: 5, id: 'c', verdict: 'CONFLICT', reason: null },
      { accepted: 1, duplicates: 1, conflicts: 1, rejected: 3 },
    ]);
    expect(given).toHaveLength(4);
  });

  test('an empty stream is all zeros, and troubles nobody', async () => {
    stage = await openDoor(() => Promise.reject(UNAVAILABLE));
    for (const body of ['', '\n\r\n']) {
      expect(await exchange(stage.stream(), body)).toEqual([
        { accepted: 0, duplicates: 0, conflicts: 0, rejected: 0 },
      ]);
    }
  });

  test('each as soon as it is durable, while the request goes on', async () => {
    stage = await openDoor(async (values) => accepted(values));
    const post = stage.stream();
    post.write(line('a'));
    const lines = linesOf(await answerTo(post));
    expect((await lines.next()).value).toEqual(judged(0, 'a'));
    post.write(line('b').slice(0, 5));
    post.write(line('b').slice(5));
    expect((await lines.next()).value).toEqual(judged(1, 'b'));
    post.end();
    expect((await lines.next()).value).toMatchObject({ accepted: 2 });
  });

  test('those of accepted events are left out on request', async () => {
    stage = await openDoor(async (values) => accepted(values));
    const post = stage.stream({ prefer: 'return=minimal' });
    expect(await exchange(post, `${line('a')}x\n${line('b')}`)).toEqual([
      expect.objectContaining({ index: 1, verdict: 'REJECTED' }),
      { accepted: 2, duplicates: 0, conflicts: 0, rejected: 1 },
    ]);
  });
});

describe('batches', () => {
  test('two at once if both are full; what has arrived when none runs', async () => {
    const { batches, ingest, release, begun } = gate();
    stage = await openDoor(ingest, { batchLines: 3 });
    const post = stage.stream();
    post.write(line('a'));
    await begun(1);
    post.write(['b', 'c', 'd', 'e', 'f', 'g', 'h'].map(line).join(''));
    await begun(2);
    await standstill(() => batches.length);
    expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
    release();
    const lines = linesOf(await answerTo(post));
    expect((await lines.next()).value).toEqual(judged(0, 'a'));
    await begun(3);
    await standstill(() => batches.length);
    expect(batches.slice(2)).toEqual([['e', 'f', 'g']]);
    release();
    release();
    await begun(4);
    release();
    post.end();
    const rest = [];
    for await (const answered of lines) rest.push(answered);
    expect(rest).toEqual([
      ...['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id, index) => judged(index + 1, id)),
      expect.objectContaining({ accepted: 8 }),
    ]);
  });

  test('verdicts keep their order if the later batch is done first', async () => {
    const waiting: (() => void)[] = [];
    stage = await openDoor(
      (values) => new Promise((resolve) => waiting.push(() => resolve(accepted(values)))),
      { batchLines: 1 },
    );
    const post = stage.stream();
    post.end(line('a') + line('b'));
    while (waiting.length < 2) await new Promise((resolve) => setImmediate(resolve));
    waiting[1]?.();
    await new Promise((resolve) => setImmediate(resolve));
    waiting[0]?.();
    const ids = [];
    for await (const { id } of linesOf(await answerTo(post))) ids.push(id);
    expect(ids).toEqual(['a', 'b', undefined]);
  });

  test('never two at once that name the same event: the first line must win', async () => {
    const { batches, ingest, release, begun } = gate();
    stage = await openDoor(ingest, { batchLines: 2 });
    const post = stage.stream();
    post.end(['a', 'b', 'c', 'a', 'd', 'e'].map(line).join(''));
    await begun(1);
    await standstill(() => batches.length);
    expect(batches).toEqual([['a', 'b']]);
    release();
    await begun(3);
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'a'],
      ['d', 'e'],
    ]);
    release();
    release();
    await answerTo(post);
  });

  test('long lines fill a batch by their characters', async () => {
    const { batches, ingest, release, begun } = gate();
    stage = await openDoor(ingest, { batchCharacters: 1_000 });
    const post = stage.stream();
    post.end(['a', 'b', 'c'].map((id) => line(id.repeat(900))).join(''));
    await begun(2);
    await standstill(() => batches.length);
    expect(batches.map((ids) => ids.length)).toEqual([2, 1]);
    release();
    release();
    await answerTo(post);
  });
});

describe('failures', () => {
  test('before the first verdict: no answer yet, so that it can have a status', async () => {
    stage = await openDoor(() => Promise.reject(UNAVAILABLE));
    const post = stage.stream();
    post.write(line('a'));
    expect((await answerTo(post)).statusCode).toBe(503);
    expect(stage.ended).toEqual([UNAVAILABLE]);
  });

  test('after it: the last line says so, and nothing is said of the batches behind', async () => {
    const { ingest, release, begun } = gate();
    stage = await openDoor(ingest, { batchLines: 1 });
    const post = stage.stream();
    post.write(line('a') + line('b') + line('c') + line('d'));
    await begun(2);
    release();
    await begun(3);
    release(UNAVAILABLE);
    release();
    const lines = [];
    for await (const answered of linesOf(await answerTo(post))) lines.push(answered);
    expect(lines).toEqual([judged(0, 'a'), { error: UNAVAILABLE.toJSON() }]);
  });

  test('an ingestor that forgets a verdict is a fault, not a shift of all that follow', async () => {
    stage = await openDoor(async () => []);
    const post = stage.stream();
    post.end(line('a'));
    expect((await answerTo(post)).statusCode).toBe(500);
  });

  test('a client that goes away ends it', async () => {
    const { batches, ingest, release, begun } = gate();
    stage = await openDoor(ingest, { batchLines: 1 });
    const post = stage.stream();
    post.write(line('a') + line('b') + line('c') + line('d'));
    await begun(2);
    post.destroy();
    const [socket] = stage.sockets;
    await new Promise<void>((resolve) => {
      if (socket === undefined || socket.closed) resolve();
      else socket.once('close', () => resolve());
    });
    release();
    release();
    while (stage.ended.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(stage.ended).toEqual([expect.any(ClientGone)]);
    expect(batches).toEqual([['a'], ['b']]);
  });

  test('a node that shuts down ends it between two batches', async () => {
    const { ingest, release, begun } = gate();
    stage = await openDoor(ingest, { batchLines: 2 });
    const post = stage.stream();
    post.write(line('a'));
    await begun(1);
    stage.stop.abort(UNAVAILABLE);
    release();
    const lines = [];
    for await (const answered of linesOf(await answerTo(post))) lines.push(answered);
    expect(lines).toEqual([judged(0, 'a'), { error: UNAVAILABLE.toJSON() }]);
  });

  test('gzip that breaks: what came before it counts', async () => {
    stage = await openDoor(async (values) => accepted(values), { batchLines: 1 });
    const packed = gzipSync(line('a'));
    const whole = await exchange(
      stage.stream({ 'content-encoding': 'gzip' }),
      Buffer.concat([packed, gzipSync(line('b'))]),
    );
    expect(whole).toEqual([judged(0, 'a'), judged(1, 'b'), expect.objectContaining({ accepted: 2 })]);

    const post = stage.stream({ 'content-encoding': 'gzip' });
    const packing = createGzip();
    packing.pipe(post);
    packing.write(line('a'));
    packing.flush(constants.Z_SYNC_FLUSH);
    const lines = linesOf(await answerTo(post));
    expect((await lines.next()).value).toEqual(judged(0, 'a'));
    packing.unpipe(post);
    post.end(Buffer.alloc(100, 0xff));
    expect((await lines.next()).value).toMatchObject({ error: { code: 'BAD_USER_INPUT', field: 'body' } });
    expect((await lines.next()).done).toBe(true);
  });
});

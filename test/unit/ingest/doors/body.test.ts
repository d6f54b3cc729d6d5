import { afterEach, expect, test } from '@jest/globals';
import { createGzip, gzipSync } from 'node:zlib';
import { ClientGone } from '../../../../src/ingest/doors/body.js';
import { accepted, answerTo, openDoor, standstill, type DoorStage } from './stream.js';

let stage: DoorStage;
afterEach(() => stage.close());

const BATCH = { 'content-type': 'application/cloudevents-batch+json' };

async function ended(): Promise<Error | null> {
  while (stage.ended.length === 0) await new Promise((resolve) => setImmediate(resolve));
  return stage.ended[0] ?? null;
}

test.each([
  ['plain', {}, '[{"id":"a"}'],
  ['packed', { 'content-encoding': 'gzip' }, gzipSync('[{"id":"a"}]').subarray(0, 15)],
])('a %s body that breaks off is nobody to answer to', async (_, encoding, half) => {
  let calls = 0;
  stage = await openDoor(async (values) => {
    calls += 1;
    return accepted(values);
  });
  const post = stage.stream({ ...BATCH, ...encoding, 'content-length': '1000' });
  post.write(half);
  await standstill(() => stage.sockets[0]?.bytesRead ?? 0);
  post.destroy();
  expect(await ended()).toBeInstanceOf(ClientGone);
  expect(calls).toBe(0);
});

test('a body that takes too long is refused', async () => {
  stage = await openDoor(async (values) => accepted(values), { body: { maxBytes: 1_000, maxMs: 50 } });
  const post = stage.stream(BATCH);
  post.write('[');
  expect((await answerTo(post)).statusCode).toBe(400);
});

test('an announced size above the limit is refused before a byte is read', async () => {
  stage = await openDoor(async (values) => accepted(values), { body: { maxBytes: 1_000, maxMs: 60_000 } });
  const post = stage.stream({ ...BATCH, 'content-length': '1001' });
  expect((await answerTo(post)).statusCode).toBe(413);
});

test('a bomb is given up at the limit, not unpacked to its end', async () => {
  stage = await openDoor(async (values) => accepted(values), { body: { maxBytes: 100_000, maxMs: 60_000 } });
  const post = stage.stream({ ...BATCH, 'content-encoding': 'gzip' });
  const bomb = createGzip();
  bomb.pipe(post);
  const zeros = Buffer.alloc(1024 * 1024);
  // It is still being sent when its answer comes.
  bomb.write(zeros);
  bomb.write(zeros);
  bomb.flush();
  expect((await answerTo(post)).statusCode).toBe(413);
  bomb.unpipe(post);
});

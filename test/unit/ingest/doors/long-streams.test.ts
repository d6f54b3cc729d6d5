import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { accepted, answerTo, linesOf, openDoor, standstill, type DoorStage } from './stream.js';

let stage: DoorStage;
afterEach(() => stage.close());

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
/** The second run waits until the buffers that the first found are freed, which a thread of its own does. */
const collectGarbage = () => {
  gc();
  gc();
};
const PADDING = 'x'.repeat(100);
const BLOCK = 500;

/** So many lines from an index on, as one text. */
function block(from: number): string {
  let text = '';
  for (let at = from; at < from + BLOCK; at += 1)
    text += `{"id":"${at}","source":"/s","data":{"p":"${PADDING}"}}\n`;
  return text;
}

test('200,000 lines go through a few megabytes of memory', async () => {
  const total = 200_000;
  stage = await openDoor(async (values) => accepted(values));
  const post = stage.stream();
  const writing = (async () => {
    for (let at = 0; at < total; at += BLOCK) if (!post.write(block(at))) await once(post, 'drain');
    post.end();
  })();
  collectGarbage();
  const before = process.memoryUsage();
  let peak = 0;
  let next = 0;
  let end: unknown;
  for await (const line of linesOf(await answerTo(post))) {
    if (line.index === undefined) end = line;
    else if (line.index !== next++ || line.id !== String(line.index))
      throw new Error(`out of order: ${line.index}`);
    if (next % 50_000 !== 0) continue;
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    peak = Math.max(peak, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
  }
  await writing;
  expect(end).toEqual({ accepted: total, duplicates: 0, conflicts: 0, rejected: 0 });
  // The body alone is 27 MB, its verdicts are 12.
  expect(peak).toBeLessThan(16 * 1024 * 1024);
});

test('a client that reads nothing is not read from, and gets everything when it does', async () => {
  const total = 300_000;
  let judged = 0;
  const backlogBytes = 64 * 1024;
  stage = await openDoor(
    async (values) => {
      judged += values.length;
      return accepted(values);
    },
    { backlogBytes },
  );
  const post = stage.stream();
  let sent = 0;
  const writing = (async () => {
    for (; sent < total; sent += BLOCK) if (!post.write(block(sent))) await once(post, 'drain');
    post.end();
  })();
  const response = await answerTo(post);
  await standstill(() => judged);
  expect(judged).toBeLessThan(total / 2);
  expect(sent).toBeLessThan(total);
  let verdicts = 0;
  let end: unknown;
  for await (const line of linesOf(response)) {
    if (line.index === undefined) end = line;
    else verdicts += 1;
  }
  await writing;
  expect([verdicts, end]).toEqual([total, expect.objectContaining({ accepted: total })]);
});

test('a client that reads only when it has sent everything gets its answer, too', async () => {
  const total = 100_000;
  stage = await openDoor(async (values) => accepted(values));
  const post = stage.stream();
  const answered = answerTo(post);
  for (let at = 0; at < total; at += BLOCK) if (!post.write(block(at))) await once(post, 'drain');
  post.end();
  await once(post, 'finish');
  let verdicts = 0;
  for await (const { index } of linesOf(await answered)) if (index !== undefined) verdicts += 1;
  expect(verdicts).toBe(total);
});

test('a line of 50 MB costs a megabyte and one verdict', async () => {
  stage = await openDoor(async (values) => accepted(values));
  const post = stage.stream();
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const answered = answerTo(post);
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  for (let at = 0; at < 800; at += 1) {
    if (!post.write(chunk)) await once(post, 'drain');
    if (at % 200 === 199) {
      collectGarbage();
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }
  }
  post.end('\n{"id":"a","source":"/s"}');
  const lines = [];
  for await (const line of linesOf(await answered)) lines.push(line);
  expect(lines).toEqual([
    { index: 0, id: null, verdict: 'REJECTED', reason: 'line: longer than 1048576 bytes' },
    { index: 1, id: 'a', verdict: 'ACCEPTED', reason: null },
    { accepted: 1, duplicates: 0, conflicts: 0, rejected: 1 },
  ]);
  expect(peak).toBeLessThan(16 * 1024 * 1024);
});

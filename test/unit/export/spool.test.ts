import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { Spool } from '../../../src/export/spool.js';

const LIMITS = { memoryBytes: 1_000_000, maxBytes: 10_000_000 };
const openFiles = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes('gaugeway-export-');
    } catch {
      return false;
    }
  }).length;

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url');
const pieces = (count: number): (string | Uint8Array)[] =>
  Array.from({ length: count }, (_, place) =>
    place % 3 === 0 ? Buffer.from([place % 256, 255]) : `ü${'x'.repeat(place % 5_000)}`,
  );

describe('a spool', () => {
  test.each([0, 1, 100, 2_000])('gives back what %s pieces were', async (count) => {
    const spool = new Spool(LIMITS);
    const expected = Buffer.concat(pieces(count).map((piece) => Buffer.from(piece as string)));
    for (const piece of pieces(count)) await spool.write(piece);
    const spooled = await spool.end();
    const isLarge = expected.length > LIMITS.memoryBytes;
    expect([spooled.size, spooled.digest, spooled.bytes === null]).toEqual([
      expected.length,
      sha(expected),
      isLarge,
    ]);
    expect(openFiles()).toBe(isLarge ? 1 : 0);
    expect(expected.equals(await buffer(spooled.stream()))).toBe(true);
    await spooled.close();
    await spooled.closed;
    expect(openFiles()).toBe(0);
  });

  test('has a digest of what was written and of what lasts, not of what is told of it', async () => {
    const digests = [];
    for (const [about, lasting] of [
      ['told at noon', 'complete'],
      ['told later', 'complete'],
      ['told later', 'open'],
    ]) {
      const spool = new Spool({ memoryBytes: 8, maxBytes: 100 });
      await spool.write('rows ');
      const spooled = await spool.end(about, lasting);
      expect((await buffer(spooled.stream())).toString()).toBe(`rows ${about}`);
      expect(spooled.size).toBe(5 + (about?.length ?? 0));
      digests.push(spooled.digest);
      await spooled.closed;
    }
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).toBe(sha(Buffer.from('rows complete')));
    expect(digests[2]).toBe(sha(Buffer.from('rows open')));
  });

  test('is closed unread, half read, and when it is abandoned', async () => {
    for (const end of ['unread', 'destroyed', 'abandoned'] as const) {
      const spool = new Spool(LIMITS);
      for (const piece of pieces(2_000)) await spool.write(piece);
      if (end === 'abandoned') {
        await spool.abandon();
      } else {
        const spooled = await spool.end();
        if (end === 'destroyed') spooled.stream().destroy();
        await spooled.close();
        await spooled.closed;
      }
      expect(openFiles()).toBe(0);
    }
  });

  test('takes no more than it may', async () => {
    const spool = new Spool({ memoryBytes: 10, maxBytes: 1_000_000 });
    await spool.write('x'.repeat(900_000));
    await expect(spool.write('x'.repeat(300_000))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await spool.abandon();
    expect(openFiles()).toBe(0);
  });
});

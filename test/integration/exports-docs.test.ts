import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/exports.md'), 'utf8');
/** Commands, each with what it prints behind it. */
const COMMANDS = [...PAGE.matchAll(/^```sh run\n([\s\S]*?)^```\n\n```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, command = '', kind = '', printed = '']) => ({ command, kind, printed }),
);

let node: TestNode;
let key: string;
beforeAll(async () => {
  node = await startTestNode(await openTestDatabase());
  key = await node.key('docs', ['analytics:read', 'events:write']);
});
afterAll(() => node.stop());

/** What a text says, however it is laid out: JSON by its lines, or as one. */
function said(text: string, kind: string): unknown {
  if (kind !== 'json') return text.replaceAll('\r\n', '\n');
  try {
    return [JSON.parse(text)];
  } catch {
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  }
}

test('the page shows commands', () => expect(COMMANDS.length).toBeGreaterThan(4));

test.each(COMMANDS)('docs: command %#', async ({ command, kind, printed }) => {
  const here = command.replaceAll('http://127.0.0.1:4000', node.url);
  const { stdout } = await promisify(execFile)('bash', ['-c', here], { env: { ...process.env, KEY: key } });
  expect(said(stdout, kind)).toEqual(said(printed, kind));
});

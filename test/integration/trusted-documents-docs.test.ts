import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildGatewaySchema } from '../../resolvers/build-schema.js';
import { ConfigError, readConfig } from '../../src/config.js';
import { configuredDocuments } from '../../src/main.js';
import { openTestDatabase } from '../support/database.js';
import { docCases, docCommands } from '../support/doc-cases.js';
import { startTestNode } from '../support/node.js';
import { MANIFEST } from './support-trusted/manifest.js';

interface Given {
  readonly file: object;
  readonly only?: boolean;
  readonly requests?: readonly object[];
}
interface Expected {
  readonly faults?: readonly string[];
  readonly answers?: readonly object[];
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
});
afterAll(() => rm(folder, { recursive: true }));

const cases = docCases<Given, Expected>('trusted-documents.md');

describe('docs: what a file may have', () => {
  test.each(cases.filter(({ expected }) => expected.faults !== undefined))(
    '$title',
    async ({ given: { file }, expected: { faults = [] } }) => {
      const path = join(folder, 'faulty.json');
      await writeFile(path, JSON.stringify(file));
      const read = configuredDocuments(readConfig({ TRUSTED_DOCUMENTS: path }), buildGatewaySchema());
      await expect(read).rejects.toEqual(
        new ConfigError(faults.map((fault) => `TRUSTED_DOCUMENTS: ${path}: ${fault}`)),
      );
    },
  );
});

describe('docs: what is answered', () => {
  test.each(cases.filter(({ expected }) => expected.answers !== undefined))(
    '$title',
    async ({ given: { file, only = false, requests = [] }, expected }) => {
      const path = join(folder, 'documents.json');
      await writeFile(path, JSON.stringify(file));
      const node = await startTestNode(await openTestDatabase(2), {
        TRUSTED_DOCUMENTS: path,
        TRUSTED_DOCUMENTS_ONLY: only ? '1' : '0',
      });
      const key = await node.key('acme', ['analytics:read']);
      const answers = requests.map(async (request) => {
        const response = await fetch(`${node.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
          body: JSON.stringify(request),
        });
        return (await response.json()) as object;
      });
      expect(await Promise.all(answers)).toEqual(expected.answers);
      await node.stop();
    },
  );
});

test('docs: the commands', async () => {
  const node = await startTestNode(await openTestDatabase(2), { TRUSTED_DOCUMENTS: MANIFEST });
  const key = await node.key('acme', ['analytics:read']);
  const run = async (command: string, env: Record<string, string>): Promise<string> =>
    (await promisify(execFile)('bash', ['-ec', command], { env: { ...process.env, ...env } })).stdout;
  const [ask = '', again = ''] = docCommands('trusted-documents.md', node.url);
  const asked = await run(ask, { KEY: key });
  expect(asked).toMatch(/^HTTP\/1.1 200 OK/);
  expect(asked).toMatch(/^Cache-Control: private, no-cache\r$/im);
  expect(asked).toContain('{"data":{"products":{"nodes":[]');
  const [, tag = ''] = /^ETag: (.*)\r$/im.exec(asked) ?? [];
  expect(await run(again, { KEY: key, ETAG: tag })).toBe('304\n');
  await node.stop();
});

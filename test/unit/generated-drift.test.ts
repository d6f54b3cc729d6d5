import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildGatewaySchema } from '../../resolvers/build-schema.js';
import { packageRoot } from '../../src/package-root.js';

test('schema/schema.graphql is what the code gives (`npm run schema`)', async () => {
  const committed = await readFile(join(packageRoot(), 'schema', 'schema.graphql'), 'utf8');
  expect(`${printSchema(lexicographicSortSchema(buildGatewaySchema()))}\n`).toBe(committed);
});

test.each(['.', 'examples/typescript-client', 'examples/react-dashboard'])(
  'the typed documents of %s are what the schema gives (`npm run codegen`)',
  async (folder) => {
    const cli = join(packageRoot(), 'node_modules', '@graphql-codegen', 'cli', 'esm', 'bin.js');
    const checked = promisify(execFile)(process.execPath, [cli, '--check'], {
      cwd: join(packageRoot(), folder),
    });
    await expect(checked).resolves.toBeDefined();
  },
);

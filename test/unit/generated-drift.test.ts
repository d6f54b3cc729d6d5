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

test('the typed documents are what the schema gives (`npm run codegen`)', async () => {
  const cli = join('node_modules', '@graphql-codegen', 'cli', 'esm', 'bin.js');
  const checked = promisify(execFile)(process.execPath, [cli, '--config', 'codegen.yml', '--check'], {
    cwd: packageRoot(),
  });
  await expect(checked).resolves.toBeDefined();
});

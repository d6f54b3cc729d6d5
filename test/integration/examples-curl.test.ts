import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { example, openExampleStage, type ExampleStage } from './support-examples/stage.js';

let stage: ExampleStage;
let folder: string;
/** What the script prints below each of its headings. */
let printed: ReadonlyMap<string, string>;
beforeAll(async () => {
  stage = await openExampleStage();
  folder = await mkdtemp(join(tmpdir(), 'gaugeway-examples-'));
  const { stdout } = await run({ GATEWAY: `${stage.node.url}/`, KEY: stage.key, OUT: folder });
  printed = new Map(
    [...stdout.matchAll(/^== (.*)\n([\s\S]*?)(?=\n== |(?![\s\S]))/gm)].map(([, head = '', text = '']) => [
      head,
      text,
    ]),
  );
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await stage.node.stop();
});

const run = (env: Record<string, string>): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)('bash', [example('curl/everyday.sh')], { env: { PATH: process.env['PATH'], ...env } });
const below = (start: string): string => {
  const [, text] = [...printed].find(([head]) => head.startsWith(start)) ?? [];
  if (text === undefined) throw new Error(`there is no ${start} in ${[...printed.keys()].join(', ')}`);
  return text.trim();
};
const file = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

test('GraphQL', () => {
  const { data } = JSON.parse(below('GraphQL')) as {
    data: { usage: { byCustomer: { customer: { id: string } }[] } };
  };
  expect(data.usage.byCustomer.map(({ customer }) => customer.id).sort()).toEqual([
    '=cem',
    'ada',
    'bob, inc',
  ]);
});

test('a report as CSV', async () => {
  const rows = parse(await file('usage.csv'), { columns: true }) as unknown as Record<string, string>[];
  expect(Object.keys(rows[0] ?? {})).toEqual(['bucket', 'billableUnit', 'quantity', 'events']);
  expect(new Set(rows.map(({ billableUnit }) => billableUnit))).toEqual(new Set(['api_calls', 'storage_gb']));
  expect(below('A report as CSV')).toMatch(/^bucket,billableUnit,quantity,events\r?\n/);
});

test('NDJSON, of customers that consume less', async () => {
  const lines = (await file('falling.ndjson')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ customer: 'bob, inc', events: 7, events__previous: 8, events__change: -1 }),
  ]);
  expect(below('A report as NDJSON')).toBe(lines.join('\n'));
});

test('the second time is 304, and leaves the file', async () => {
  expect(below('The same file again').split('\n')).toEqual(['200', '304']);
  expect(await file('customers.csv')).toMatch(/^customer,billableUnit,quantity\r\n'=cem,api_calls,/);
  expect(await file('customers.etag')).toMatch(/"[\w-]+"/);
});

test('a report that is kept is downloaded, and dropped', async () => {
  expect(await file('saved.csv')).toMatch(/^product,events\r\n/);
  expect(JSON.parse(below('A report that is kept').split('\n').at(-1) ?? '')).toEqual({
    data: { deleteReport: expect.any(String) },
  });
  const { data } = await stage.node.graphql(stage.key, '{ savedReports { id } }');
  expect(data).toEqual({ savedReports: [] });
});

test('a breakdown as plain JSON', () => {
  const { rows } = JSON.parse(below('A breakdown')) as { rows: { billableUnit: { id: string } }[] };
  expect(rows.map(({ billableUnit }) => billableUnit.id)).toEqual(['api_calls', 'storage_gb']);
});

test('what is refused', () => {
  const [, error = '', code] = /^(\{.*\}) \(curl ended with (\d+)\)$/.exec(below('What is refused')) ?? [];
  expect(JSON.parse(error)).toMatchObject({ error: { code: 'BAD_USER_INPUT', field: 'measures[0]' } });
  expect(code).toBe('22');
});

test('a key that is not valid ends the script with the reason', async () => {
  const ended = run({ GATEWAY: stage.node.url, KEY: 'gw_wrong', OUT: folder });
  await expect(ended).rejects.toMatchObject({ code: 22, stdout: expect.not.stringContaining('CSV') });
});

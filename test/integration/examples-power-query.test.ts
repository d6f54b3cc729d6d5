import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { COLUMN_TYPES } from '../../src/reports/columns.js';
import { readCall, textOf } from './support-examples/power-query.js';
import { example, openExampleStage, type ExampleStage } from './support-examples/stage.js';

const FILE = readFileSync(example('power-query/Gaugeway.pq'), 'utf8');
const README = readFileSync(example('power-query/README.md'), 'utf8');
/** Calls that the page and the file's head show. */
const CALLS = [
  ...[...README.matchAll(/^```powerquery\n([\s\S]*?)^```$/gm)].map(([, call = '']) => call),
  ...[...FILE.matchAll(/^\/\/ +(Gaugeway\(.*\))$/gm)].map(([, call = '']) => call),
];

/** A literal of the file that stands behind a name. */
function literal(name: string, pattern: RegExp): string {
  const [, found] = new RegExp(`${name} = ${pattern.source}`).exec(FILE) ?? [];
  if (found === undefined) throw new Error(`the file has no ${name}`);
  return found;
}
const PATH = literal('RelativePath', /"([^"]+)"/);
const KEY_HEADER = literal('Headers', /\[#"([^"]+)" = key/);
const MEMBERS = [
  ...literal('asked', /Record\.Combine\(\{\s*\[([\s\S]*?)\],/).matchAll(/(\w+) = (?!null)/g),
].map(([, name]) => name);

let stage: ExampleStage;
beforeAll(async () => {
  stage = await openExampleStage();
});
afterAll(() => stage.node.stop());

/** What the function asks for: `Web.Contents` puts the relative path behind the address, and encodes the query. */
async function asked(call: string, key = stage.key): Promise<Response> {
  const { name, given } = readCall(call);
  const [gateway, secret, dataset, measures, dimensions = [], options = {}] = given;
  expect([name, gateway, secret]).toEqual(['Gaugeway', { name: 'GatewayUrl' }, { name: 'GatewayKey' }]);
  const query = { dataset, measures, dimensions, ...(options as Record<string, unknown>) };
  const search = new URLSearchParams();
  for (const [each, value] of Object.entries(query)) search.append(each, textOf(value));
  return fetch(`${stage.node.url}/${PATH}?${search.toString()}`, {
    headers: { [KEY_HEADER]: key, accept: 'application/json' },
  });
}

interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

describe('what the pages show', () => {
  test('there are calls', () => expect(CALLS.length).toBeGreaterThan(4));

  test.each(CALLS)('%s', async (call) => {
    const response = await asked(call);
    const text = await response.text();
    expect([response.status, response.status === 200 ? '' : text]).toEqual([200, '']);
    const { columns, rows } = JSON.parse(text) as Answer;
    const [, , , measures, dimensions] = readCall(call).given as string[][];
    expect(columns.map(({ name }) => name)).toEqual(
      expect.arrayContaining([...(dimensions ?? []), ...(measures ?? [])]),
    );
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  test('rows of a report', async () => {
    const { rows } = (await (await asked(CALLS[0] ?? '')).json()) as Answer;
    expect(rows.map(([customer]) => customer).sort()).toEqual(['=cem', 'ada', 'bob, inc']);
  });
});

describe('the file', () => {
  test('has a type for each type of column', () => {
    const types = [...literal('Types', /\[([\s\S]*?)\]/).matchAll(/^\s*(\w+) = /gm)].map(([, type]) => type);
    expect(types.sort()).toEqual([...COLUMN_TYPES].sort());
  });

  test('asks for what a call gives it', () => {
    expect(MEMBERS).toEqual(['dataset', 'measures', 'dimensions']);
    expect(FILE).toContain('Web.Contents(gateway, [');
  });

  test('reads members of the answer that there are', async () => {
    const answer = (await (await asked(CALLS[0] ?? '')).json()) as Record<string, unknown>;
    const read = [...FILE.matchAll(/answer\[(\w+)\]/g)].map(([, name = '']) => name);
    expect(read.sort()).toEqual(['columns', 'rows']);
    expect(Object.keys(answer)).toEqual(expect.arrayContaining(read));
  });

  test('handles the statuses of what the gateway refuses, which say why', async () => {
    const handled = literal('ManualStatusHandling', /\{([\d, ]+)\}/)
      .split(', ')
      .map(Number);
    const call = CALLS[0] ?? '';
    const reader = await stage.node.key('acme', ['events:read']);
    const refused = [
      await asked(call.replace('"quantity"', '"quantitty"')),
      await asked(call, 'gw_wrong'),
      await asked(call, reader),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 401, 403]);
    for (const response of refused) {
      expect(handled).toContain(response.status);
      expect(await response.json()).toEqual({
        error: expect.objectContaining({ code: expect.any(String), message: expect.any(String) }),
      });
    }
  });
});

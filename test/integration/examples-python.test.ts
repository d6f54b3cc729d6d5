import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { hasPython } from './support-examples/python.js';
import { example, openExampleStage, type ExampleStage } from './support-examples/stage.js';

const support = (name: string): string => resolve(import.meta.dirname, 'support-examples', name);
const DAY = 86_400_000;
const dayOf = (ago: number): string => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
const [FROM, TO] = [dayOf(20), dayOf(10)];

if (!hasPython()) {
  test.skip('there is no python3 of 3.9 or newer: its examples are not run', () => undefined);
} else {
  let stage: ExampleStage;
  let folder: string;
  beforeAll(async () => {
    stage = await openExampleStage();
    folder = await mkdtemp(join(tmpdir(), 'gaugeway-examples-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await stage.node.stop();
  });

  /** Runs a script with the gateway in its environment, and gives what it prints. */
  async function python(...given: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('python3', given, {
      env: {
        ...process.env,
        ...{ GATEWAY: stage.node.url, KEY: stage.key },
        ...{ PYTHONPATH: example('python'), PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
      },
    });
    return stdout;
  }

  const objects = async (query: object): Promise<Record<string, unknown>[]> => {
    const asked = 'query ($query: ReportQuery!) { report(query: $query) { objects } }';
    const { data, errors } = await stage.node.graphql<{ report: { objects: Record<string, unknown>[] } }>(
      stage.key,
      asked,
      { query: { window: { from: FROM, to: TO, granularity: 'DAY' }, ...query } },
    );
    if (data === null || errors !== undefined) throw new Error(JSON.stringify(errors));
    return data.report.objects;
  };

  describe('the client', () => {
    type Kinds = [name: string, type: string, text: string][][];
    let saw: Record<'usage' | 'daily' | 'others' | 'odd' | 'saved', Kinds> & Record<string, unknown>;
    beforeAll(async () => {
      saw = JSON.parse(await python(support('client.py'), folder, FROM, TO)) as typeof saw;
    });
    const cells = (rows: Kinds): string[][] => rows.map((row) => row.map(([, , text]) => text));
    const types = (rows: Kinds): Record<string, string> =>
      Object.fromEntries((rows[0] ?? []).map(([name, type]) => [name, type]));

    test('reads exact decimals and whole numbers', async () => {
      expect(types(saw.usage)).toEqual({ customer: 'str', quantity: 'Decimal', events: 'int' });
      const expected = await objects({
        dataset: 'USAGE',
        measures: ['quantity', 'events'],
        dimensions: ['customer'],
      });
      expect(cells(saw.usage)).toEqual(expected.map((row) => Object.values(row).map(String)));
      expect(saw.usage.flat().map(([, , text]) => text)).toContain('123456789012340.00000001');
      expect(saw['meta']).toBe(`${FROM}T00:00:00.000Z`);
    });

    test('reads instants, doubles and flags', async () => {
      expect(types(saw.daily)).toEqual({ bucket: 'datetime', errorRate: 'float', invocations: 'int' });
      const expected = await objects({
        dataset: 'MCP',
        measures: ['invocations'],
        timeDimension: true,
        fill: false,
      });
      expect(saw.daily.map(([bucket]) => bucket?.[2])).toEqual(
        expected.map(({ bucket }) => String(bucket).replace('T', ' ').replace('.000Z', '+00:00')),
      );
      expect(saw.others.map((row) => row.map(([, type]) => type))).toEqual([
        ['str', 'bool', 'int'],
        ['NoneType', 'bool', 'int'],
      ]);
    });

    test('filters by values with any characters', () =>
      expect(
        cells(saw.odd)
          .map(([customer]) => customer)
          .sort(),
      ).toEqual(['=cem', 'bob, inc']));

    test('is not sent again what it knows', async () => {
      expect(saw['again']).toBe(true);
      expect(saw['still']).toBe(true);
      expect(saw['changed']).toBe(false);
      expect(saw['downloads']).toEqual([true, false]);
      expect(saw['files']).toEqual(['usage.csv', 'usage.csv.etag']);
      expect(await readFile(join(folder, 'usage.csv'), 'utf8')).toContain("'=cem,123456789012340.00000001");
    });

    test('runs saved reports', () => expect(cells(saw.saved)).toEqual([['30']]));

    test('says what is refused, and where the fault is', () =>
      expect(saw['refused']).toEqual([
        [
          400,
          'BAD_USER_INPUT',
          'measures[0]',
          expect.stringMatching(/^BAD_USER_INPUT: measures\[0\]: .*quantity/),
        ],
        [200, 'BAD_USER_INPUT', 'window.period', expect.stringContaining('window.period')],
        [401, 'UNAUTHENTICATED', null, expect.stringContaining('UNAUTHENTICATED')],
      ]));
  });

  describe('report.py', () => {
    test('prints rows, and totals of what adds up', async () => {
      const printed = await python(
        example('python/report.py'),
        '--measures',
        'quantity,customers',
        '--dimensions',
        'billableUnit',
      );
      const [head = '', ...lines] = printed.split('\n');
      expect(head.trim().split(/ {2,}/)).toEqual(['Billable unit', 'Quantity', 'Active customers']);
      expect(lines[0]).toMatch(/^api_calls +\d+\.1?\d* +2$/);
      expect(printed).toMatch(
        /\n2 rows, \S+ to \S+\nQuantity \d+\.\d+ api_calls\nQuantity \d+(\.\d+)? storage_gb\n$/,
      );
    });

    test('lists what can be asked', async () =>
      expect(await python(example('python/report.py'), '--list')).toMatch(
        /^USAGE: Usage\n {2}measures: quantity, events/m,
      ));

    test('keeps a file', async () => {
      const path = join(folder, 'kept.csv');
      const given = [
        example('python/report.py'),
        '--period',
        'previous_month',
        '--dimensions',
        'customer',
        '--csv',
        path,
      ];
      expect(await python(...given)).toContain(`${path} written`);
      expect(await python(...given)).toContain(`${path} holds still`);
      expect(await readFile(path, 'utf8')).toMatch(/^customer,quantity,events\r\n/);
    });

    test('ends with the reason', async () =>
      expect(python(example('python/report.py'), '--dimensions', 'costumer')).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/nearest are customer.* \(look at dimensions\[0\]\)/),
      }));
  });

  describe('the notebook', () => {
    const path = example('python/notebook.ipynb');
    interface Asked {
      readonly addresses: Readonly<Record<string, string>>;
      readonly used: readonly string[];
    }

    test('is one of version 4, without outputs', () => {
      const { nbformat, nbformat_minor, metadata, cells } = JSON.parse(readFileSync(path, 'utf8')) as {
        nbformat: number;
        nbformat_minor: number;
        metadata: object;
        cells: {
          id: string;
          cell_type: string;
          source: string[];
          outputs?: unknown[];
          execution_count?: null;
        }[];
      };
      expect([nbformat, nbformat_minor]).toEqual([4, 5]);
      expect(metadata).toHaveProperty('kernelspec.name', 'python3');
      expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
      for (const { cell_type, source, outputs, execution_count } of cells) {
        expect(source.every((line) => typeof line === 'string')).toBe(true);
        if (cell_type === 'code')
          expect({ outputs, execution_count }).toEqual({ outputs: [], execution_count: null });
        else expect(cell_type).toBe('markdown');
      }
    });

    test('asks for reports that there are, and uses columns that they have', async () => {
      const { addresses, used } = JSON.parse(await python(support('notebook.py'), path)) as Asked;
      expect(Object.keys(addresses).length).toBeGreaterThan(5);
      const columns = new Set<string>();
      for (const address of Object.values(addresses)) {
        const headers = { authorization: `Bearer ${stage.key}` };
        const response = await fetch(address, { headers });
        expect([response.status, response.status === 200 ? '' : await response.text()]).toEqual([200, '']);
        const described = await fetch(address.replace(/query\.\w+/, 'query.json'), { headers });
        const { columns: found, rows } = (await described.json()) as {
          columns: { name: string }[];
          rows: unknown[];
        };
        for (const { name } of found) columns.add(name);
        if (!address.includes('period=mtd')) expect(rows.length).toBeGreaterThan(0);
      }
      expect(used.length).toBeGreaterThan(5);
      expect(used.filter((name) => !columns.has(name))).toEqual([]);
    });
  });
}

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  reads,
  requestOf,
  select,
  type Range,
  type Target,
  type Variables,
} from './support-examples/infinity.js';
import { example, openExampleStage, type ExampleStage } from './support-examples/stage.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly datasource: object;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly Target[];
  readonly fieldConfig: { readonly overrides: readonly { readonly matcher: { readonly options: string } }[] };
  readonly transformations: readonly { readonly options: { readonly indexByName: Record<string, number> } }[];
}
interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: string | { readonly infinityQuery: Target };
}
const TEXT = readFileSync(example('grafana/dashboards/gaugeway.json'), 'utf8');
const DASHBOARD = JSON.parse(TEXT) as {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
};
const QUERIES = [
  ...DASHBOARD.panels.flatMap(({ title, targets }) => targets.map((target) => ({ title, target }))),
  ...DASHBOARD.templating.list.flatMap(({ name, query }) =>
    typeof query === 'string' ? [] : [{ title: `the variable ${name}`, target: query.infinityQuery }],
  ),
];

const DAY = 86_400_000;
const range = (days: number): Range => ({ from: Date.now() - days * DAY, to: Date.now() });
const CHOSEN: Readonly<Record<string, readonly [Range, Variables]>> = {
  'a month, all units': [
    range(30),
    { unit: ['api_calls', 'storage_gb'], customer: '', severity: 'WARNING', __timezone: 'utc' },
  ],
  'a day in New York, one unit, one customer': [
    range(2),
    { unit: ['api_calls'], customer: 'ad', severity: 'INFO', __timezone: 'America/New_York' },
  ],
};

let stage: ExampleStage;
beforeAll(async () => {
  stage = await openExampleStage();
});
afterAll(() => stage.node.stop());

async function answered(request: Request): Promise<unknown> {
  request.headers.set('authorization', `Bearer ${stage.key}`);
  const response = await fetch(request);
  const text = await response.text();
  expect([response.status, response.status === 200 ? '' : text]).toEqual([200, '']);
  const answer = JSON.parse(text) as { errors?: unknown };
  expect(answer.errors).toBeUndefined();
  return answer;
}

describe.each(Object.entries(CHOSEN))('%s', (_, [window, variables]) => {
  test.each(QUERIES)('$title: every column is in the rows', async ({ target }) => {
    const rows = select(
      await answered(requestOf(target, stage.node.url, variables, window)),
      target.root_selector,
    ) as unknown[];
    expect(Array.isArray(rows) && rows.length > 0).toBe(true);
    for (const { selector, type } of target.columns) {
      const cells = rows.map((row) => select(row, selector));
      const faults = cells.filter((cell) => cell !== null && cell !== undefined && !reads(cell, type));
      expect({ selector, faults, isThere: cells.some((cell) => cell !== undefined) }).toEqual({
        ...{ selector, faults: [], isThere: true },
      });
    }
    if (target.format !== 'timeseries') return;
    const times = rows.map((row) => String(select(row, target.columns[0]?.selector ?? '')));
    expect(times).toEqual([...times].sort());
  });
});

test('only figures of the units and customers that are chosen', async () => {
  const [window, variables] = CHOSEN['a day in New York, one unit, one customer'] ?? [];
  if (window === undefined || variables === undefined) throw new Error('there is no such choice');
  const target = QUERIES.find(({ title }) => title === 'Usage by unit')?.target;
  if (target === undefined) throw new Error('there is no such panel');
  const rows = select(await answered(requestOf(target, stage.node.url, variables, window)), 'rows') as Record<
    string,
    unknown
  >[];
  expect(new Set(rows.map(({ billableUnit }) => billableUnit))).toEqual(new Set(['api_calls']));
  // Those of the customer alone: the other's are a million times as large.
  expect(Math.max(...rows.map(({ quantity }) => Number(quantity)))).toBeLessThan(10_000);
});

describe('the dashboard', () => {
  test('is one that Grafana imports as it is', () => {
    expect(DASHBOARD.uid).toBe('gaugeway');
    expect(DASHBOARD.schemaVersion).toBeGreaterThanOrEqual(39);
    expect(TEXT).not.toContain('__inputs');
    const ids = DASHBOARD.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = DASHBOARD.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, place) => `${x + (place % w)}/${y + Math.floor(place / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  test('asks the data source that its variable names, by parsers that alerts have', () => {
    const source = { type: 'yesoreyeram-infinity-datasource', uid: '${datasource}' };
    for (const { datasource, description } of DASHBOARD.panels) {
      expect(datasource).toEqual(source);
      expect(description).not.toBe('');
    }
    for (const { target } of QUERIES)
      expect(target).toMatchObject({ datasource: source, parser: 'backend', source: 'url' });
    expect(DASHBOARD.templating.list[0]).toMatchObject({
      name: 'datasource',
      type: 'datasource',
      query: source.type,
    });
  });

  test.each(DASHBOARD.panels)(
    '$title: overrides and order are of columns that there are',
    ({ targets, fieldConfig, transformations }) => {
      const columns = targets.flatMap((target) => target.columns.map(({ text }) => text));
      const named = [
        ...fieldConfig.overrides.map(({ matcher }) => matcher.options),
        ...transformations.flatMap(({ options }) => Object.keys(options.indexByName)),
      ];
      expect(named.filter((name) => !columns.includes(name))).toEqual([]);
    },
  );
});

test('the data source: its address is allowed, and tried with the key', async () => {
  const yaml = readFileSync(example('grafana/provisioning/datasources/gaugeway.yaml'), 'utf8').replaceAll(
    '${GAUGEWAY_URL}',
    stage.node.url,
  );
  const settings: Record<string, unknown> = Object.fromEntries(
    [...yaml.matchAll(/^ +(?:- )?(\w+): (.+)$/gm)].map(([, name, value]) => [name, value]),
  );
  expect(settings).toMatchObject({
    type: 'yesoreyeram-infinity-datasource',
    url: stage.node.url,
    auth_method: 'bearerToken',
    bearerToken: '${GAUGEWAY_KEY}',
  });
  expect(yaml).toMatch(`allowedHosts:\n        - ${stage.node.url}\n`);
  await answered(new Request(String(settings['customHealthCheckUrl'])));
  expect((await fetch(String(settings['customHealthCheckUrl']))).status).toBe(401);
});

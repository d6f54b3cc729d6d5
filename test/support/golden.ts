import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { datasets } from '../../src/catalogue/catalogue.js';
import { entry } from '../../src/catalogue/dataset.js';
import type { TenantScope } from '../../src/db/tenant-scope.js';
import { packageRoot } from '../../src/package-root.js';
import type { Granularity } from '../../src/planner/granularity.js';
import type { Plan } from '../../src/planner/plan.js';
import type { AnalyticsQuery, DimensionFilter, Fold, Top } from '../../src/planner/query.js';
import type { InstantRange } from '../../src/planner/ranges.js';
import { resolveWindow } from '../../src/planner/window.js';
import { GOLDEN_CLOCK } from './golden-events.js';

const FOLDER = join(packageRoot(), 'test', 'golden');

/** A question as a golden file writes it. Instants are ISO 8601; a grain needs its zone. */
interface GoldenQuery {
  readonly dataset: string;
  readonly measures: readonly string[];
  readonly dimensions?: readonly string[];
  readonly filters?: readonly DimensionFilter[];
  readonly from: string;
  readonly to: string;
  readonly grain?: Granularity;
  readonly timeZone?: string;
  readonly folds?: readonly Fold[];
  readonly top?: Top;
}

interface GoldenFile {
  readonly title: string;
  /** How the rows follow from the events of golden-events.ts, reckoned by hand. */
  readonly reckoning: readonly string[];
  readonly customerId?: string;
  readonly dirty?: readonly (readonly [from: string, to: string])[];
  readonly queries: readonly GoldenQuery[];
}

/** A case as the planner takes it. */
export interface GoldenCase {
  readonly title: string;
  readonly scope: TenantScope;
  readonly dirty: readonly InstantRange[];
  readonly queries: readonly AnalyticsQuery[];
}

/** What a case answers: for each of its queries rows, by the keys of their columns. */
export type GoldenRows = readonly (readonly Readonly<Record<string, string | null>>[])[];

/** Whether the files are to be written as they come out now. */
export const isUpdate = (process.env['UPDATE_GOLDEN'] ?? '') !== '';

/** The stems of all golden files, each with the endings that it has. */
export async function goldenStems(): Promise<Record<string, string[]>> {
  const stems: Record<string, string[]> = {};
  for (const file of (await readdir(FOLDER)).sort()) {
    const [, stem = '', ending = ''] = /^([^.]+)\.(.+)$/.exec(file) ?? [];
    (stems[stem] ??= []).push(ending);
  }
  return stems;
}

/** Reads `<stem>.query.json`. */
export async function goldenCase(stem: string): Promise<GoldenCase> {
  const file = JSON.parse(await readFile(join(FOLDER, `${stem}.query.json`), 'utf8')) as GoldenFile;
  return {
    title: file.title,
    scope: { tenantId: 'acme', customerId: file.customerId ?? null },
    dirty: (file.dirty ?? []).map(([from, to]) => ({ from: Date.parse(from), to: Date.parse(to) })),
    queries: file.queries.map(analyticsQuery),
  };
}

function analyticsQuery({ grain, timeZone, from, to, ...query }: GoldenQuery): AnalyticsQuery {
  const range = { from: Date.parse(from), to: Date.parse(to) };
  const absolute = (epochMs: number) => ({ kind: 'absolute', epochMs }) as const;
  const window = { from: absolute(range.from), to: absolute(range.to), timeZone: timeZone ?? null };
  return {
    dataset: entry(datasets, query.dataset),
    measures: query.measures,
    dimensions: query.dimensions ?? [],
    filters: query.filters ?? [],
    range,
    buckets:
      grain === undefined
        ? null
        : resolveWindow({ ...window, granularity: grain }, GOLDEN_CLOCK.getTime()).buckets,
    folds: query.folds ?? [],
    top: query.top ?? null,
  };
}

/** A statement as its golden file has it: the text, then a comment for each bound value. */
export function goldenSql({ text, values }: Plan): string {
  const bound = values.map((value, place) => `-- $${place + 1}: ${JSON.stringify(value)}`);
  return [text, '', ...bound, ''].join('\n');
}

/**
 * What a statement returned, by query. The order of rows is nobody's promise: they are sorted. Percentiles have nine
 * digits, because the last ones of a power differ between C libraries.
 */
export function goldenRows({ parts }: Plan, rows: readonly Record<string, unknown>[]): GoldenRows {
  return parts.map(({ query, columns }, part) => {
    const isPercentile = (key: string): boolean =>
      query.dataset.measures.some((measure) => measure.key === key && measure.merge.rule === 'percentile');
    return rows
      .filter((row) => Number(row['part']) === part)
      .map((row) =>
        Object.fromEntries(
          columns.map((key, place) => {
            const value = row[`c${place}`] as string | null;
            return [key, value !== null && isPercentile(key) ? String(+Number(value).toPrecision(9)) : value];
          }),
        ),
      )
      .sort((a, b) => collator.compare(JSON.stringify(a), JSON.stringify(b)));
  });
}

const collator = new Intl.Collator('en', { numeric: true });

/** A golden file's content; in an update it is first written to be `content`. */
export async function goldenFile(name: string, content: string): Promise<string> {
  const path = join(FOLDER, name);
  if (isUpdate) {
    await writeFile(path, path.endsWith('.json') ? await pretty(path, content) : content);
  }
  return readFile(path, 'utf8');
}

async function pretty(path: string, json: string): Promise<string> {
  const { format, resolveConfig } = await import('prettier');
  return format(json, { ...(await resolveConfig(path)), parser: 'json' });
}

import { z } from 'zod';
import { OPERATORS } from '../planner/condition.js';
import { GRANULARITIES } from '../planner/granularity.js';
import { parseInstant, type InstantInput } from '../planner/instant.js';
import { judged } from './judged.js';
import { DATASET_NAMES } from './offered.js';
import type { ReportOverride, ReportRequest } from './report-request.js';

const instant = z
  .union([z.string(), z.number()], { error: 'expected an instant' })
  .transform((value, context): InstantInput => {
    const found = parseInstant(value);
    if (found !== null) return found;
    context.addIssue(
      'expected ISO-8601 (2026-01-31T12:00:00Z), epoch milliseconds, or a relative time (now, now-7d, now-1d/d)',
    );
    return z.NEVER;
  })
  .describe('ISO-8601, epoch milliseconds, or relative: now, now-7d, now-1d/d.');

const window = z
  .strictObject({
    period: z
      .string()
      .nullish()
      .describe('24h 7d 30d 12w 6M 1y today mtd qtd ytd previous_month; or from and to.'),
    from: instant.nullish().describe('The first instant of the range.'),
    to: instant.nullish().describe('The first instant behind the range.'),
    timeZone: z.string().nullish().describe('An IANA zone, UTC if left out.'),
    granularity: z
      .enum(['AUTO', ...GRANULARITIES])
      .nullish()
      .describe('The size of buckets.'),
    maxDataPoints: z.number().nullish().describe('With AUTO: buckets at most.'),
    compareTo: z
      .enum(['PREVIOUS_PERIOD', 'PREVIOUS_YEAR'])
      .nullish()
      .describe('What measures are compared with.'),
  })
  .describe('Half-open [from, to); the last 30 days if left out.');

const filter = z.strictObject({
  field: z.string().describe("A dimension's name; in `having` the name of a measure's column."),
  op: z.enum(OPERATORS).describe('How it compares.'),
  values: z.array(z.string()).nullish().describe('What it is compared with.'),
});

const order = z.strictObject({
  field: z.string().describe("The column's name."),
  direction: z.enum(['ASC', 'DESC']).nullish().describe('Which way, ASC if left out.'),
});

/** A report as REST asks for it, by the names of the GraphQL input `ReportQuery`. */
export const REPORT_QUERY = z.strictObject({
  dataset: z.enum(DATASET_NAMES).describe('What is reported on.'),
  measures: z.array(z.string()).describe('Names of measures, each a column.'),
  dimensions: z.array(z.string()).nullish().describe('Names of dimensions, each a column.'),
  names: z
    .boolean()
    .nullish()
    .describe('Whether a dimension of ids has a column with their names, such as `customer__name`.'),
  window: window.nullish(),
  timeDimension: z.boolean().nullish().describe('Whether there is a row for each bucket.'),
  fill: z.boolean().nullish().describe('With timeDimension: whether empty buckets have rows.'),
  filters: z.array(filter).nullish().describe('Which events are meant, by their dimensions.'),
  having: z.array(filter).nullish().describe("Which rows are meant, by their measures' columns."),
  orderBy: z.array(order).nullish().describe('By which columns rows are ordered.'),
  limit: z
    .number()
    .nullish()
    .describe('Rows at most; all if left out. With others, groups before them; 1000 if left out.'),
  offset: z.number().nullish().describe('Rows that are passed over.'),
  others: z.boolean().nullish().describe('Whether groups beyond `limit` are folded into one.'),
});

/** What a run of a kept report may have instead, by the names of the arguments of `SavedReport.run`. */
export const REPORT_OVERRIDE = REPORT_QUERY.pick({ window: true, filters: true, limit: true, offset: true });

/** The names that an object at a place of a report may have. */
const namesWithin =
  (root: z.ZodObject) =>
  ([first]: readonly PropertyKey[]): readonly string[] => {
    if (first === undefined) return Object.keys(root.shape);
    if (first === 'window') return Object.keys(window.shape);
    return Object.keys((first === 'orderBy' ? order : filter).shape);
  };

/**
 * Reads a report that came as JSON.
 * @throws InputError that names the field at fault, and the nearest name or value that there is
 */
export function readReportQuery(value: unknown): ReportRequest {
  // What is undefined counts as left out, whatever the types of optional members say.
  return judged(REPORT_QUERY, value, namesWithin(REPORT_QUERY)) as ReportRequest;
}

/**
 * Reads what a run of a kept report asks for, which came as JSON.
 * @throws InputError that names the field at fault, and the nearest name or value that there is
 */
export function readReportOverride(value: unknown): ReportOverride {
  return judged(REPORT_OVERRIDE, value, namesWithin(REPORT_OVERRIDE)) as ReportOverride;
}

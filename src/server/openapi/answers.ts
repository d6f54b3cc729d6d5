import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode } from '../../errors.js';
import { VERDICTS } from '../../ingest/event.js';
import { COLUMN_ROLES, COLUMN_TYPES } from '../../reports/columns.js';

const CODES = Object.keys(ERROR_STATUS) as ErrorCode[];

/** The body of every error. */
export const ERROR = z.object({
  error: z.object({
    code: z.enum(CODES).describe('What kind of error it is.'),
    message: z.string().describe('What is wrong, and what was expected.'),
    field: z.string().optional().describe('The parameter or field at fault, as the caller wrote it.'),
    requestId: z
      .string()
      .optional()
      .describe('Of an error that is told to operators only: by what they find it.'),
  }),
});

/** What becomes of the events of a request. */
export const INGEST_RESULT = z.object({
  accepted: z.int().describe('Events that are durable now.'),
  duplicates: z.int().describe('Events that were there before, with the same content.'),
  conflicts: z.int().describe('Events that were there before, with other content.'),
  rejected: z.int().describe('Events that are not in order.'),
  events: z
    .array(
      z.object({
        index: z.int().describe('The place in the request, from 0.'),
        id: z.string().nullable().describe("The event's id; null where it has none that could be one."),
        verdict: z.enum(VERDICTS).describe('What became of it.'),
        reason: z
          .string()
          .nullable()
          .describe('Of a rejected one: the fields at fault, and what was expected.'),
      }),
    )
    .describe('A verdict for each event, in their order.'),
});

/** A report as JSON. */
export const REPORT_FILE = z.object({
  columns: z
    .array(
      z.object({
        name: z.string().describe('The key of its cells.'),
        title: z.string().describe('For people.'),
        type: z.enum(COLUMN_TYPES).describe('What its cells are.'),
        role: z.enum(COLUMN_ROLES).describe('What it is in the report.'),
        unit: z.string().nullable().describe('Of a measure: what its figures count.'),
      }),
    )
    .describe('The columns, also of a report without rows.'),
  rows: z
    .array(z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]))
    .describe('The rows: lists of cells in the order of the columns, or objects by their names.'),
  total: z
    .int()
    .optional()
    .describe('Where `limit` or `offset` is given: how many rows there are without them.'),
  nextOffset: z
    .int()
    .nullable()
    .optional()
    .describe('Where `limit` or `offset` is given: the offset of the next page, null behind the last.'),
  meta: z
    .object({
      from: z.iso.datetime().describe('The first instant of the range.'),
      to: z.iso.datetime().describe('The first instant behind it.'),
      granularity: z.string().describe('The size of the buckets.'),
      timeZone: z.string().describe('The zone that buckets are of.'),
      complete: z
        .boolean()
        .describe('Whether, late events aside, nothing of it can change any more, and nothing is missing.'),
      staleSeconds: z.int().describe('How far the database that was read lags behind.'),
      rows: z.int().describe('How many rows there are.'),
    })
    .loose()
    .describe('What the figures are made of.'),
});

/** Whether a node can do its work. */
export const READINESS = z.object({
  ok: z.boolean().describe('Whether it can.'),
  checks: z.record(z.string(), z.string()).describe('A word on each part.'),
});

/** Whether a node runs. */
export const HEALTH = z.object({ ok: z.literal(true).describe('It does.') });

import { z } from 'zod';
import { GaugewayError } from '../errors.js';
import type { EncodingOptions } from '../export/encoder.js';
import { EXPORT_FORMATS, type ExportFormat } from '../export/formats.js';
import { judged } from '../reports/judged.js';
import { known } from '../reports/known.js';
import type { ReportParameter } from '../reports/report-parameters.js';
import { textsOf } from './texts-of.js';

/** Parameters of exports that are not of the report. */
export const EXPORT_OPTIONS = z.strictObject({
  numbers: z
    .enum(['EXACT', 'FLOAT'])
    .default('EXACT')
    .describe('Decimals and whole numbers exactly, or as doubles.'),
  shape: z
    .enum(['arrays', 'objects'])
    .default('arrays')
    .describe("Rows as lists of cells, or as objects by the columns' names."),
  defuse: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true')
    .describe('Whether text that a spreadsheet would take for a formula gets an apostrophe in front.'),
  decimals: z
    .enum(['decimal128', 'text'])
    .default('decimal128')
    .describe('Exact decimals as DECIMAL(38, 20), or as text.'),
  tenantId: z.string().nullable().default(null).describe("Another tenant's id; only for admins."),
});

/** What the query string of an export says besides the report. */
export type ExportOptions = EncodingOptions & z.output<typeof EXPORT_OPTIONS>;

/**
 * Reads what a query string says of the file. `others` are further parameters that it may have.
 * @throws InputError for a parameter that there is not, with the nearest that there are, and for a value that it cannot have
 */
export function readExportOptions(
  search: URLSearchParams,
  others: readonly ReportParameter[],
): ExportOptions {
  const options = Object.keys(EXPORT_OPTIONS.shape);
  const names = new Map([...others.map(({ name }) => name), ...options].map((name) => [name, true]));
  for (const name of search.keys()) known(name, 'parameter', name, names);
  return judged(EXPORT_OPTIONS, textsOf(search, options), () => options);
}

/**
 * The format of a path's extension.
 * @throws GaugewayError NOT_FOUND that tells those that there are
 */
export function exportFormat(extension: unknown): ExportFormat {
  const found = EXPORT_FORMATS.find((format) => format === extension);
  if (found !== undefined) return found;
  throw new GaugewayError('NOT_FOUND', `There is no such format: expected ${EXPORT_FORMATS.join(', ')}`);
}

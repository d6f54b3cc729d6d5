import { GaugewayError, InputError } from '../errors.js';
import type { EncodingOptions } from '../export/encoder.js';
import { EXPORT_FORMATS, type ExportFormat } from '../export/formats.js';
import type { NumberFormat } from '../reports/cells.js';
import { known } from '../reports/known.js';

/** What the query string of an export says besides the report. */
export interface ExportOptions extends EncodingOptions {
  readonly numbers: NumberFormat;
  /** Another tenant's id; only for admins. */
  readonly tenantId: string | null;
}

/** Parameters of exports that are not of the report. */
const OPTIONS = ['numbers', 'shape', 'defuse', 'decimals', 'tenantId'] as const;

/**
 * Reads what a query string says of the file. `others` are further parameters that it may have.
 * @throws InputError for a parameter that there is not, with the nearest that there are, and for a value that it cannot have
 */
export function readExportOptions(search: URLSearchParams, others: readonly string[]): ExportOptions {
  const names = new Map([...others, ...OPTIONS].map((name) => [name, true]));
  for (const name of search.keys()) known(name, 'parameter', name, names);
  return {
    numbers: choice(search, 'numbers', ['EXACT', 'FLOAT']),
    shape: choice(search, 'shape', ['arrays', 'objects']),
    defuse: choice(search, 'defuse', ['true', 'false']) === 'true',
    decimals: choice(search, 'decimals', ['decimal128', 'text']),
    tenantId: search.get('tenantId'),
  };
}

/** One of some texts, the first where the parameter is left out. */
function choice<T extends string>(
  search: URLSearchParams,
  name: (typeof OPTIONS)[number],
  texts: readonly [T, ...T[]],
): T {
  const [given, ...more] = search.getAll(name);
  if (given === undefined) return texts[0];
  const found = texts.find((text) => text === given);
  if (found === undefined || more.length > 0) {
    throw new InputError(name, `expected ${texts.join(' or ')}, once`);
  }
  return found;
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

import { arrowEncoder } from './arrow.js';
import { csvEncoder } from './csv.js';
import type { MakeEncoder } from './encoder.js';
import { jsonEncoder } from './json.js';
import { ndjsonEncoder } from './ndjson.js';
import { parquetEncoder } from './parquet.js';

export const EXPORT_FORMATS = ['json', 'csv', 'ndjson', 'parquet', 'arrow'] as const;
/** A format that reports are exported in: the extension of its files. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A format of files. */
export interface Format {
  readonly mediaType: string;
  /** Whether gzip makes its files smaller: they are not compressed by themselves. */
  readonly compresses: boolean;
  /** Whether its files tell what they were made of: two of the same rows are then not the same bytes. */
  readonly tells: boolean;
  /** Whether its files tell where the next page begins. */
  readonly pages: boolean;
  readonly encoder: MakeEncoder;
}

export const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  json: {
    mediaType: 'application/json; charset=utf-8',
    compresses: true,
    tells: true,
    pages: true,
    encoder: jsonEncoder,
  },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    compresses: true,
    tells: false,
    pages: false,
    encoder: csvEncoder,
  },
  ndjson: {
    mediaType: 'application/x-ndjson; charset=utf-8',
    compresses: true,
    tells: false,
    pages: false,
    encoder: ndjsonEncoder,
  },
  parquet: {
    mediaType: 'application/vnd.apache.parquet',
    compresses: false,
    tells: true,
    pages: false,
    encoder: parquetEncoder,
  },
  arrow: {
    mediaType: 'application/vnd.apache.arrow.stream',
    compresses: true,
    tells: false,
    pages: false,
    encoder: arrowEncoder,
  },
};

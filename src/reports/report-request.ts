import type { Operator } from '../planner/condition.js';
import type { WindowRequest } from '../planner/window.js';
import type { DatasetName } from './offered.js';

/** A condition as it is asked: on a dimension, or on a column of the report. */
export interface ReportFilter {
  readonly field: string;
  readonly op: Operator;
  readonly values?: readonly string[] | null;
}

/** An order as it is asked: by a column of the report. */
export interface ReportOrderBy {
  readonly field: string;
  readonly direction?: 'ASC' | 'DESC' | null;
}

/** A report as it is asked; what is left out is null or undefined. */
export interface ReportRequest {
  readonly dataset: DatasetName;
  readonly measures: readonly string[];
  readonly dimensions?: readonly string[] | null;
  readonly window?: WindowRequest | null;
  readonly timeDimension?: boolean | null;
  readonly fill?: boolean | null;
  readonly filters?: readonly ReportFilter[] | null;
  readonly having?: readonly ReportFilter[] | null;
  readonly orderBy?: readonly ReportOrderBy[] | null;
  readonly limit?: number | null;
  readonly offset?: number | null;
  readonly others?: boolean | null;
}

/** What a run of a kept report takes instead of what was kept; what is left out is null or undefined. */
export interface ReportOverride {
  /** Instead of the whole window. */
  readonly window?: WindowRequest | null | undefined;
  /** Beside the filters that were kept: what passes all. */
  readonly filters?: readonly ReportFilter[] | null | undefined;
  readonly limit?: number | null | undefined;
  readonly offset?: number | null | undefined;
}

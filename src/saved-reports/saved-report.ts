import type { StoredQuery } from '../reports/stored-query.js';

/** A report as it was at one of its saves. */
export interface SavedReportVersion {
  readonly version: number;
  readonly name: string;
  readonly description: string | null;
  /** Whether all credentials of its tenant, or of its customer, see it; else its owner and admins alone. */
  readonly shared: boolean;
  readonly query: StoredQuery;
  /** Who saved it; see `SavedReport.owner`. */
  readonly savedBy: string;
  /** Epoch milliseconds. */
  readonly savedAt: number;
}

/** A report that is kept, as it is now. */
export interface SavedReport extends SavedReportVersion {
  /** Stays the same whatever is changed. */
  readonly id: string;
  /** The customer whose credentials made it; null for those of the tenant itself. */
  readonly customerId: string | null;
  /** The subject that made it; see `Asker.subject`. */
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** What a save says of a report: what is null stays as it is. */
export interface ReportChange {
  readonly name: string | null;
  /** An empty text takes it away. */
  readonly description: string | null;
  readonly shared: boolean | null;
  readonly query: StoredQuery | null;
  /** The version that the change was made of. */
  readonly expectedVersion: number | null;
}

/** Reports of one tenant, at most. */
export const MOST_REPORTS = 1_000;
/** Versions of a report that are kept, the newest. */
export const MOST_VERSIONS = 100;

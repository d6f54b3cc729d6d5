import type { TenantScope } from '../db/tenant-scope.js';

/** An event as the log has it; instants are ISO-8601 UTC. */
export interface LogEvent {
  readonly seq: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly recordedAt: string;
  readonly category: string;
  readonly severity: string;
  readonly message: string;
  readonly actor: string | null;
  readonly customerId: string | null;
  readonly productId: string | null;
  readonly statusCode: number | null;
  readonly latencyMs: number | null;
  readonly attributes: Record<string, unknown>;
}

/** Events that became visible together, with the cursor behind the last of them. */
export interface LogBatch {
  readonly events: readonly LogEvent[];
  readonly cursor: string;
  /** Set where events between the given cursor and this batch are gone. */
  readonly gap: { readonly reason: string; readonly from: string | null; readonly to: string | null } | null;
}

/** The live event log. */
export interface Feed {
  /**
   * Every event of the scope that `matches`, once, in recorded order: from behind the cursor `after`, or starting with
   * the last `replay` ones, or from now on. Ends when the returned iterator is returned. Throws an InputError for a
   * cursor that is not this tenant's.
   */
  subscribe(
    scope: TenantScope,
    options: { after: string | null; replay: number; matches: (event: LogEvent) => boolean },
  ): AsyncIterableIterator<LogBatch>;
}

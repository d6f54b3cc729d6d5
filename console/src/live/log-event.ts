import type { Severity } from './severity.js';

/** An entry of the event log as the subscription brings it. */
export interface LogEvent {
  readonly id: string;
  readonly time: string;
  readonly recordedAt: string;
  readonly category: string;
  readonly type: string;
  readonly severity: Severity;
  readonly message: string;
  readonly source: string;
  readonly actor: string | null;
  readonly customer: { readonly id: string; readonly name: string } | null;
  readonly statusCode: number | null;
  readonly latencyMs: number | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Events that are not in the list, and why. */
export interface Gap {
  readonly reason: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Events that were recorded one after the other, the cursor behind the last, and what is missing before the first. */
export interface LogBatch {
  readonly events: readonly LogEvent[];
  readonly cursor: string;
  readonly gap: Gap | null;
}

/** A row of the list. */
export type Row = { readonly event: LogEvent } | { readonly gap: Gap };

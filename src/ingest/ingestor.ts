import type { EventVerdict, IngestCaller } from './event.js';

/** Takes events in, whatever door they came through. */
export interface Ingestor {
  /**
   * Judges and stores a batch of structured-mode CloudEvents (as parsed by `parseJson`) in one transaction and
   * returns one verdict an event, in order, with `index` from 0. When it resolves, what is ACCEPTED is durable.
   * Throws a GaugewayError UNAVAILABLE, with nothing of the batch counted, where the database cannot take it.
   */
  ingest(values: readonly unknown[], caller: IngestCaller): Promise<EventVerdict[]>;
}

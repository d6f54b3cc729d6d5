import type pg from 'pg';
import { GaugewayError } from '../../errors.js';
import { isRetryable, isUnavailable } from '../../db/sql-state.js';
import { LOG_RETENTION_DAYS } from '../../db/relations.js';
import type { EventVerdict, IncomingEvent, IngestCaller } from '../event.js';
import { Enrichment } from '../enrichment.js';
import type { Ingestor } from '../ingestor.js';
import { parseEvent } from '../parse-event.js';
import { Rating } from '../prices/rating.js';
import { claimIdentities } from './claim-identities.js';
import { References, describeReferences } from './references.js';
import { writeFacts } from './write-facts.js';

const ATTEMPTS = 4;

/** Takes events into the database: each batch in one transaction, committed when the verdicts are returned. */
export class DatabaseIngestor implements Ingestor {
  private readonly references = new References();
  private readonly enrichment: Enrichment;
  private readonly rating = new Rating();

  constructor(
    private readonly pool: pg.Pool,
    private readonly options: {
      factRetentionDays: number;
      clock?: () => Date;
      /** Told of the tenants of what was committed, before the verdicts are. */
      onCommit?: (tenantIds: ReadonlySet<string>) => void;
      /** By the built-in rules if left out. */
      enrichment?: Enrichment;
    },
  ) {
    this.enrichment = options.enrichment ?? new Enrichment();
  }

  async ingest(values: readonly unknown[], caller: IngestCaller): Promise<EventVerdict[]> {
    const now = this.options.clock?.() ?? new Date();
    const verdicts: EventVerdict[] = [];
    const byIdentity = new Map<
      string,
      { first: IncomingEvent; positions: { index: number; event: IncomingEvent }[] }
    >();
    const retention = {
      now,
      factRetentionDays: this.options.factRetentionDays,
      eventRetentionDays: LOG_RETENTION_DAYS,
    };
    values.forEach((value, index) => {
      const parsed = parseEvent(value, caller, retention);
      if (!parsed.ok) {
        verdicts[index] = { index, id: parsed.id, verdict: 'REJECTED', reason: parsed.reason };
        return;
      }
      const { event } = parsed;
      const same = byIdentity.get(event.identity);
      if (same === undefined) byIdentity.set(event.identity, { first: event, positions: [{ index, event }] });
      else same.positions.push({ index, event });
    });

    const taken =
      byIdentity.size === 0
        ? new Map<string, string>()
        : await this.store([...byIdentity.values()].map(({ first }) => first));
    for (const [identity, { first, positions }] of byIdentity) {
      const stored = taken.get(identity);
      for (const { index, event } of positions) {
        verdicts[index] = verdictOf(
          index,
          event,
          stored ?? first.contentHash,
          stored === undefined && event === first,
        );
      }
    }
    return verdicts;
  }

  /** Stores events of distinct identities; returns the identities that were taken, with their content hashes. */
  private async store(events: readonly IncomingEvent[]): Promise<Map<string, string>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.storeOnce(events);
      } catch (error) {
        if (isRetryable(error) && attempt < ATTEMPTS) continue;
        if (isRetryable(error) || isUnavailable(error)) {
          const unavailable = new GaugewayError(
            'UNAVAILABLE',
            'The database cannot take events now; send the batch again.',
          );
          unavailable.cause = error;
          throw unavailable;
        }
        throw error;
      }
    }
  }

  private async storeOnce(events: readonly IncomingEvent[]): Promise<Map<string, string>> {
    const client = await this.pool.connect();
    let broken = false;
    try {
      const begun = client.query('BEGIN');
      const claiming = claimIdentities(
        client,
        events.map(({ identity }) => identity),
        events.map(({ contentHash }) => contentHash),
      );
      const pricing = this.rating.versions(client, events);
      await Promise.allSettled([begun, claiming, pricing]);
      await begun;
      const taken = await claiming;
      const fresh = taken.size === 0 ? events : events.filter(({ identity }) => !taken.has(identity));
      if (fresh.length === 0) {
        await client.query('ROLLBACK');
        return taken;
      }
      const enriched = fresh.map((event) => this.enrichment.enrich(event));
      const priced = await this.rating.rate(client, enriched, await pricing);
      // Sent without waiting for each other: one round trip for what remains of the transaction.
      const steps = [
        this.references.ensure(client, fresh),
        describeReferences(client, fresh),
        writeFacts(client, priced),
        client.query('COMMIT'),
      ] as const;
      await Promise.allSettled(steps);
      const [remember, , , committed] = await Promise.all(steps);
      if (committed.command !== 'COMMIT') throw new Error(`expected COMMIT, got ${committed.command}`);
      remember();
      this.options.onCommit?.(new Set(fresh.map(({ tenantId }) => tenantId)));
      return taken;
    } catch (error) {
      broken = await client.query('ROLLBACK').then(
        () => false,
        () => true,
      );
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

function verdictOf(index: number, event: IncomingEvent, storedHash: string, isNew: boolean): EventVerdict {
  if (isNew) return { index, id: event.id, verdict: 'ACCEPTED', reason: null };
  return event.contentHash === storedHash
    ? { index, id: event.id, verdict: 'DUPLICATE', reason: null }
    : {
        index,
        id: event.id,
        verdict: 'CONFLICT',
        reason: 'id: an event with this source and id but other content was accepted before',
      };
}

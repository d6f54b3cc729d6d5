import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Database } from '../../../src/db/database.js';
import { FeedClient } from './feed-client.js';
import { FeedWriter, note, type SentEvent } from './feed-writer.js';

const INSERT = {
  usage: `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, quantity, attributes)
    SELECT $1, now() - i % 40 * interval '1 day', 'sql', $2 || '-' || i, 'c1', 'calls', 1, '{}' FROM generate_series(1, $3::int) i`,
  log: `INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, attributes)
    SELECT $1, now() - i % 3 * interval '1 hour', 'sql', $2 || '-' || i, 'SYSTEM', 'system.note', 'INFO', 'note', '{}'
    FROM generate_series(1, $3::int) i`,
} as const;

const DEADLOCK = '40P01';

let transactions = 0;

/** Makes the chunks that events go to: two transactions that each make some, in another order, would wait for each other. */
export async function makeChunks(db: Database): Promise<void> {
  for (const table of ['usage', 'log'] as const) await db.write.query(INSERT[table], ['chunks', table, 60]);
}

/** Writes so many events in transactions of random lengths, until it has written them all. Some are rolled back. */
export async function writeBySql(
  db: Database,
  tenantId: string,
  count: number,
  random: (below: number) => number,
): Promise<void> {
  for (let left = count; left > 0;) {
    const client = await db.write.connect();
    try {
      await client.query('BEGIN');
      let written = 0;
      for (let statements = 1 + random(4); statements > 0 && written < left; statements -= 1) {
        const size = Math.min(left - written, 1 + random(random(8) === 0 ? 1_500 : 60));
        written += size;
        await insert(client, tenantId, random(2) === 0 ? 'usage' : 'log', size);
        if (random(10) === 0) {
          await client.query('SAVEPOINT s');
          await insert(client, tenantId, 'log', 3);
          await client.query('ROLLBACK TO s');
        }
      }
      const isKept = random(12) !== 0;
      await client.query(isKept ? 'COMMIT' : 'ROLLBACK');
      if (isKept) left -= written;
    } catch (error) {
      await client.query('ROLLBACK');
      // Chunks that a policy compresses meanwhile are locked in the order in which they come: whoever loses tries again.
      if ((error as { code?: unknown }).code !== DEADLOCK) throw error;
    } finally {
      client.release();
    }
    await pause(random(20));
  }
}

const insert = (
  client: pg.PoolClient,
  tenantId: string,
  table: keyof typeof INSERT,
  size: number,
): Promise<unknown> => client.query(INSERT[table], [tenantId, `t${(transactions += 1)}`, size]);

/** One transaction that stays open for a while, with events at its beginning and at its end. */
export async function writeLate(db: Database, tenantId: string, ms: number): Promise<void> {
  const client = await db.write.connect();
  try {
    await client.query('BEGIN');
    await insert(client, tenantId, 'usage', 20);
    await pause(ms);
    await insert(client, tenantId, 'log', 20);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

/** Writes so many events through an ingestor. */
export async function writeByIngestor(
  db: Database,
  tenantId: string,
  count: number,
  random: (below: number) => number,
): Promise<void> {
  const writer = new FeedWriter(db);
  const one = (): SentEvent =>
    random(2) === 0
      ? note()
      : note(
          { customerId: `c${random(5)}`, billableUnit: 'calls', quantity: 1, message: 'used' },
          'usage.recorded',
        );
  for (let left = count; left > 0;) {
    const size = Math.min(left, 1 + random(random(6) === 0 ? 1_000 : 80));
    await writer.write(tenantId, Array.from({ length: size }, one));
    left -= size;
    await pause(random(20));
  }
}

/** A subscriber that is cut off now and then, and goes on behind its last cursor on any node. */
export class RovingSubscriber {
  readonly events: string[] = [];
  readonly gaps: string[] = [];
  /** How often it came back. */
  resumed = -1;
  #cursor: string | null = null;
  #client: FeedClient | null = null;
  #taken = 0;
  #isOver = false;

  constructor(
    /** Where the nodes are at the time. */
    private readonly urls: () => readonly string[],
    private readonly key: string,
    private readonly random: (below: number) => number,
  ) {}

  /** Connects for the first time; resolves when its subscription stands. */
  async begin(): Promise<void> {
    await this.#connect(this.random(this.urls().length));
    await this.#client?.settle();
  }

  /** Reads, with interruptions for as long as it is told to, until it has enough. */
  async read(isWild: () => boolean, enough: (events: readonly string[]) => boolean): Promise<void> {
    while (!this.#isOver) {
      await this.#readOn(isWild() ? 50 + this.random(700) : 300);
      if (!isWild() && enough(this.events)) break;
      if (isWild() || this.#client?.closing != null) await this.reconnect(this.random(this.urls().length));
    }
    this.#client?.socket.terminate();
  }

  /** Breaks off, maybe in the middle of a frame, and goes on elsewhere. */
  async reconnect(node: number): Promise<void> {
    const client = this.#client;
    this.#take();
    if (this.random(2) === 0) client?.socket.terminate();
    else client?.socket.close(1000);
    // What still comes in on a socket that is given up is not taken.
    client?.socket.removeAllListeners('message');
    await this.#connect(node);
  }

  end(): void {
    this.#isOver = true;
  }

  /** Waits for the next events; resolves with how long they took. */
  async next(ms: number): Promise<number> {
    const from = performance.now();
    const seen = this.#taken;
    await this.#client?.until(() => (this.#client?.events('1').length ?? 0) > seen, ms);
    this.#take();
    return performance.now() - from;
  }

  async #connect(node: number): Promise<void> {
    for (let turn = node; ; turn += 1) {
      const urls = this.urls();
      try {
        this.#client = await FeedClient.connect(urls[turn % urls.length] ?? '', this.key);
        break;
      } catch {
        // That node is gone; the next one.
        await pause(20);
      }
    }
    this.resumed += 1;
    this.#taken = 0;
    this.#client.subscribe('1', this.#cursor === null ? {} : { after: this.#cursor });
  }

  async #readOn(ms: number): Promise<void> {
    await Promise.race([pause(ms), this.#client?.closed]);
    this.#take();
  }

  #take(): void {
    const client = this.#client;
    if (client === null) return;
    const events = client.events('1');
    this.events.push(...events.slice(this.#taken));
    this.#taken = events.length;
    this.#cursor = client.cursor('1') ?? this.#cursor;
    for (const { payload, type } of client.framesOf('1')) {
      if (payload?.data?.events.gap != null) this.gaps.push(payload.data.events.gap.reason);
      if (type !== 'next' || payload?.errors !== undefined) this.gaps.push(JSON.stringify(payload ?? type));
    }
  }
}

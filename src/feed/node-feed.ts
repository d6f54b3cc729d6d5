import type { Queryable } from '../db/database.js';
import type { TenantScope } from '../db/tenant-scope.js';
import { CursorCodec, type FeedPosition } from './cursor.js';
import type { Feed, FeedFilter, FeedReader, FeedRequest, LogBatch } from './feed.js';
import { cursorSecret, endOf, eventsBehind, readBehind, takeTurn, type FeedEntry } from './feed-store.js';
import { LiveTenant } from './live-tenant.js';
import { FeedSubscription, type FeedStart, type Replay } from './subscription.js';

const TICK_MS = 100;
/** While nobody listens, so that a tick never holds more than a moment's events. */
const IDLE_TICK_MS = 1_000;
/** Events of a tenant that are read into its ring at once, and how often in one turn: others wait for it. */
const EVENTS_A_READ = 1_000;
const READS_A_TURN = 20;
/** Tenants that are read at once. */
const TENANTS_AT_ONCE = 4;
/** How many of the last events a replay looks at: of a first attempt at least, for each event wanted, and at most. */
const REPLAY = { least: 200, each: 4, most: 20_000 } as const;

/** The part of a logger that the feed needs. */
export interface FeedLog {
  warn(details: object, message: string): void;
}

/** The database's history that the node follows. */
interface History {
  readonly epoch: string;
  readonly codec: CursorCodec;
  /** The newest tick that the node knows of. */
  newest: bigint;
}

/**
 * A node's end of the feed. While anybody subscribes, each turn takes a tick if there is something new and reads what is new
 * once for each tenant that is being watched; whoever is live is pushed what matches, and readers pull from the
 * tenant's ring, or from the database when they are further behind. Tenants go on each by itself: one whose events are many
 * or cannot be read holds up no other.
 */
export class NodeFeed implements Feed {
  readonly #tenants = new Map<string, LiveTenant>();
  readonly #ending = new Set<Promise<void>>();
  #secret: Promise<Buffer> | null = null;
  #history: History | null = null;
  /** The first turn of those who come while nobody is there. */
  #opening: Promise<History> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  /** When the next turn begins, by the process's clock. */
  #due = Infinity;
  #isTurning = false;
  #isTicking = false;
  #closed = false;
  readonly #afterNext: (() => void)[] = [];

  constructor(
    private readonly db: Queryable,
    private readonly log: FeedLog,
  ) {}

  /** Takes ticks from now on, also while nobody subscribes. */
  keepTicking(): void {
    this.#isTicking = true;
    this.#start();
  }

  async subscribe(scope: TenantScope, request: FeedRequest): Promise<FeedReader> {
    const tenant = await this.#hold(scope.tenantId);
    try {
      const position = request.after === null ? undefined : this.#codec.read(scope.tenantId, request.after);
      return await this.#open(tenant, scope, request, position);
    } finally {
      tenant.holds -= 1;
      this.#forget(tenant);
    }
  }

  async #open(
    tenant: LiveTenant,
    scope: TenantScope,
    request: FeedRequest,
    position: FeedPosition | null | undefined,
  ): Promise<FeedReader> {
    const start = await this.#startOf(tenant, request, position);
    const reader = new FeedSubscription(
      {
        ring: tenant.ring,
        pages: tenant.pages,
        cursor: tenant.cursor,
        onEnd: (subscription) => this.#leave(tenant, subscription),
      },
      scope,
      request,
      start,
    );
    tenant.readers.add(reader);
    return reader;
  }

  listen(scope: TenantScope, filter: FeedFilter, listener: (batch: LogBatch) => void): () => void {
    const tenant = this.#watched(scope.tenantId);
    const end = tenant.listen(scope, filter, listener);
    return () => {
      end();
      this.#forget(tenant);
    };
  }

  position({ tenantId }: TenantScope): string {
    const { ring, cursor } = this.#watched(tenantId);
    return cursor(ring.end);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const resolve of this.#afterNext.splice(0)) resolve();
    for (const { readers } of this.#tenants.values()) for (const one of [...readers]) one.end();
    await Promise.all([this.#turn, ...this.#ending]);
  }

  #watched(tenantId: string): LiveTenant {
    const tenant = this.#tenants.get(tenantId);
    if (tenant === undefined) throw new Error(`nobody reads ${tenantId}`);
    return tenant;
  }

  get #codec(): CursorCodec {
    if (this.#history === null) throw new Error('the feed has no history yet');
    return this.#history.codec;
  }

  /**
   * The tenant as it is watched, held until the caller lets it go. Its ring begins at the newest tick that the node knows
   * of; while nobody is watched that is taken anew, so that what was committed before is no news.
   */
  async #hold(tenantId: string): Promise<LiveTenant> {
    if (this.#tenants.size === 0 || this.#history === null) {
      this.#opening ??= this.#look().finally(() => (this.#opening = null));
      await this.#opening;
    }
    const { newest } = this.#history ?? (await this.#look());
    let tenant = this.#tenants.get(tenantId);
    if (tenant === undefined) {
      tenant = new LiveTenant(this.db, tenantId, endOf(newest), (at) => this.#codec.write(tenantId, at));
      this.#tenants.set(tenantId, tenant);
    }
    tenant.holds += 1;
    this.#start();
    return tenant;
  }

  /** Takes a tick for nobody, to learn where the feed stands. */
  async #look(): Promise<History> {
    const { newest, epoch } = await takeTurn(this.db, new Map());
    return this.#follow(newest, epoch);
  }

  /** Takes note of where the feed stands. In another history than before nothing of what is held is true. */
  async #follow(newest: bigint, epoch: string): Promise<History> {
    const secret = await (this.#secret ??= this.#readSecret());
    const known = this.#history;
    if (known?.epoch === epoch) {
      if (newest > known.newest) known.newest = newest;
      return known;
    }
    const history = (this.#history = { epoch, codec: new CursorCodec(secret, epoch), newest });
    const reason = 'The database has gone over to another history; what was told last may not be part of it.';
    for (const tenant of this.#tenants.values()) {
      tenant.restart(endOf(newest), { reason, from: null, to: Date.now() });
    }
    return history;
  }

  #readSecret(): Promise<Buffer> {
    return cursorSecret(this.db).catch((error: unknown) => {
      this.#secret = null;
      throw error;
    });
  }

  async #startOf(
    { ring, pages }: LiveTenant,
    { replay: count }: FeedRequest,
    position: FeedPosition | null | undefined,
  ): Promise<FeedStart> {
    // What was written before somebody asks for the last events is among them.
    if (position === undefined && count > 0) await this.#afterTurn();
    const until = ring.end;
    if (position === null) {
      // The events of another history are lost; when they ended is not known.
      return {
        position: until,
        gap: { reason: 'The cursor is of another database history.', from: null, to: Date.now() },
        replay: null,
      };
    }
    if (position !== undefined) return { position, gap: null, replay: null };
    if (count === 0) return { position: until, gap: null, replay: null };
    const first = Math.max(REPLAY.least, count * REPLAY.each);
    const replay: Replay = { until, count, wider: () => pages.before(until, REPLAY.most) };
    return { position: await pages.before(until, first), gap: null, replay };
  }

  #leave(tenant: LiveTenant, reader: FeedSubscription): void {
    tenant.leave(reader);
    // It may be in the middle of a read: the database must not be closed under it.
    const settled = reader.settled().finally(() => this.#ending.delete(settled));
    this.#ending.add(settled);
    this.#forget(tenant);
  }

  #forget(tenant: LiveTenant): void {
    if (!tenant.isWatched && this.#tenants.get(tenant.tenantId) === tenant)
      this.#tenants.delete(tenant.tenantId);
  }

  /** Has turns taken, the next one soon. */
  #start(wait = this.#tenants.size > 0 ? TICK_MS : IDLE_TICK_MS): void {
    if (this.#closed || this.#isTurning) return;
    const due = performance.now() + wait;
    if (this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      this.#isTurning = true;
      this.#due = Infinity;
      let isBehind = false;
      this.#turn = this.#takeTurn()
        .then((hasMore) => void (isBehind = hasMore))
        .finally(() => {
          this.#isTurning = false;
          if (this.#tenants.size > 0 || this.#isTicking) this.#start(isBehind ? 0 : undefined);
        });
    }, wait);
  }

  /** Resolves behind the next whole turn. */
  #afterTurn(): Promise<void> {
    return new Promise((resolve) => {
      this.#afterNext.push(resolve);
      this.#start();
    });
  }

  /** Resolves to whether there is more to be read at once. */
  async #takeTurn(): Promise<boolean> {
    const waiting = this.#afterNext.splice(0);
    try {
      const positions = new Map(Array.from(this.#tenants, ([id, { ring }]) => [id, ring.end]));
      const { newest, epoch, entries } = await takeTurn(this.db, positions);
      const before = this.#history?.epoch;
      await this.#follow(newest, epoch);
      if (before !== undefined && before !== epoch) return true;
      return await this.#advance(positions, newest, entries);
    } catch (error) {
      // The positions stay: the next turn reads the same again.
      this.log.warn({ err: error }, 'the feed could not be read and will be tried again');
      return false;
    } finally {
      for (const resolve of waiting) resolve();
    }
  }

  /** Brings tenants from their positions to a tick; resolves to whether one of them is not there yet. */
  async #advance(
    positions: ReadonlyMap<string, FeedPosition>,
    newest: bigint,
    entries: ReadonlyMap<string, readonly FeedEntry[]>,
  ): Promise<boolean> {
    const busy: [LiveTenant, readonly FeedEntry[]][] = [];
    for (const [tenantId, position] of positions) {
      const tenant = this.#tenants.get(tenantId);
      // Another one than was asked about may have come in its place.
      if (tenant === undefined || tenant.ring.end !== position) continue;
      const own = entries.get(tenantId);
      if (own !== undefined) busy.push([tenant, own]);
      else if (position.tick < newest) tenant.push([], endOf(newest));
    }
    let isBehind = false;
    const work = busy.values();
    const worker = async (): Promise<void> => {
      for (const [tenant, own] of work) {
        try {
          isBehind = !(await this.#bring(tenant, newest, own)) || isBehind;
        } catch (error) {
          this.log.warn(
            { err: error, tenant: tenant.tenantId },
            'a feed could not be read and will be tried again',
          );
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(TENANTS_AT_ONCE, busy.length) }, worker));
    return isBehind;
  }

  /** Reads what is new of a tenant; resolves to whether that was all. */
  async #bring(tenant: LiveTenant, newest: bigint, entries: readonly FeedEntry[]): Promise<boolean> {
    const { tenantId, ring } = tenant;
    for (let reads = 0; reads < READS_A_TURN; reads += 1) {
      const from = ring.end;
      const { placed, end } =
        reads === 0
          ? await eventsBehind(this.db, tenantId, from, newest, EVENTS_A_READ, entries)
          : await readBehind(this.db, tenantId, from, newest, EVENTS_A_READ);
      // The feed has begun anew meanwhile.
      if (ring.end !== from) return false;
      tenant.push(placed, end);
      if (end.tick >= newest && end.seq === endOf(newest).seq) return true;
    }
    return false;
  }
}

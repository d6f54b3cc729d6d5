import type { Queryable } from '../db/database.js';
import type { TenantScope } from '../db/tenant-scope.js';
import { CursorCodec, type FeedPosition } from './cursor.js';
import type { Feed, FeedFilter, FeedReader, FeedRequest, LogBatch } from './feed.js';
import {
  endOf,
  eventsOfTick,
  feedIdentity,
  newestTick,
  takeTick,
  takeTurn,
  type Tick,
} from './feed-store.js';
import { LiveTenant } from './live-tenant.js';
import type { PlacedEvent } from './ring.js';
import { FeedSubscription, type FeedStart, type Replay } from './subscription.js';
import { TICKS_A_TURN } from './tick-pages.js';

const TICK_MS = 100;
/** While nobody listens, so that a tick never holds more than a moment's events. */
const IDLE_TICK_MS = 1_000;
/** Events of one tick that a turn takes into the ring at once. */
const EVENTS_A_TURN = 5_000;
/** How many of the last events a replay looks at: of a first attempt at least, for each event wanted, and at most. */
const REPLAY = { least: 200, each: 4, most: 20_000 } as const;

/** The part of a logger that the feed needs. */
export interface FeedLog {
  warn(details: object, message: string): void;
}

/**
 * A node's end of the feed. While anybody subscribes, each turn takes a tick if there is something new and reads the
 * new ticks once for each tenant that is being watched; whoever is live is pushed what matches, and readers pull from the
 * tenant's ring, or from the database when they are further behind.
 */
export class NodeFeed implements Feed {
  readonly #tenants = new Map<string, LiveTenant>();
  readonly #ending = new Set<Promise<void>>();
  #codec: Promise<CursorCodec> | null = null;
  #latest: Tick | null = null;
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
    const codec = await (this.#codec ??= this.#openCodec());
    const position = request.after === null ? undefined : codec.read(scope.tenantId, request.after);
    const tenant = await this.#hold(scope.tenantId, codec);
    try {
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
    const tenant = this.#tenants.get(scope.tenantId);
    if (tenant === undefined) throw new Error(`nobody reads ${scope.tenantId}`);
    const end = tenant.listen(scope, filter, listener);
    return () => {
      end();
      this.#forget(tenant);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const resolve of this.#afterNext.splice(0)) resolve();
    for (const { readers } of this.#tenants.values()) for (const one of [...readers]) one.end();
    await Promise.all([this.#turn, ...this.#ending]);
  }

  async #openCodec(): Promise<CursorCodec> {
    try {
      const { secret, epoch } = await feedIdentity(this.db);
      return new CursorCodec(secret, epoch);
    } catch (error) {
      this.#codec = null;
      throw error;
    }
  }

  /**
   * The tenant as it is watched, held until the caller lets it go. Its ring begins where the turns stand, which will not
   * read what lies before that.
   */
  async #hold(tenantId: string, codec: CursorCodec): Promise<LiveTenant> {
    const isWatched = (): boolean => this.#tenants.size > 0;
    if (!isWatched()) {
      // What was committed before this moment is not new: it goes into a tick that lies before the subscription.
      await takeTick(this.db);
      const now = await newestTick(this.db);
      if (!isWatched()) this.#latest = now;
    }
    const latest = (this.#latest ??= await newestTick(this.db));
    let tenant = this.#tenants.get(tenantId);
    if (tenant === undefined) {
      tenant = new LiveTenant(this.db, tenantId, endOf(latest), (at) => codec.write(tenantId, at));
      this.#tenants.set(tenantId, tenant);
    }
    tenant.holds += 1;
    this.#start();
    return tenant;
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
    tenant.readers.delete(reader);
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
  #start(): void {
    if (this.#closed || this.#isTurning) return;
    const wait = this.#tenants.size > 0 ? TICK_MS : IDLE_TICK_MS;
    const due = performance.now() + wait;
    if (this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      this.#isTurning = true;
      this.#due = Infinity;
      this.#turn = this.#takeTurn().finally(() => {
        this.#isTurning = false;
        if (this.#tenants.size > 0 || this.#isTicking) this.#start();
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

  async #takeTurn(): Promise<void> {
    const waiting = this.#afterNext.splice(0);
    try {
      const from = this.#latest ?? (await newestTick(this.db));
      const told = await takeTurn(this.db, from.tick, TICKS_A_TURN);
      const ticks = told.filter(({ tick }) => tick >= from.tick);
      for (const [index, tick] of ticks.entries()) {
        const previous = ticks[index - 1];
        if (previous === undefined) this.#latest = tick;
        else await this.#spread(previous, tick);
      }
    } catch (error) {
      // The position stays: the next turn reads the same ticks again.
      this.log.warn({ err: error }, 'the feed could not be read and will be tried again');
    } finally {
      for (const resolve of waiting) resolve();
    }
  }

  /** Reads a tick for each tenant that is being watched, and tells those who listen. */
  async #spread(previous: Tick, tick: Tick): Promise<void> {
    for (const tenant of this.#tenants.values()) {
      const { end } = tenant.ring;
      if (end.tick > tick.tick || (end.tick === tick.tick && end.seq === endOf(tick).seq)) continue;
      for (let seq = end.tick === tick.tick ? end.seq : -1n; ;) {
        const events = await eventsOfTick(this.db, tenant.tenantId, { previous, tick }, seq, EVENTS_A_TURN);
        const placed = events.map((event): PlacedEvent => ({ tick: tick.tick, event }));
        const last = events.at(-1);
        if (events.length < EVENTS_A_TURN || last === undefined) {
          tenant.push(placed, endOf(tick));
          break;
        }
        seq = last.seq;
        tenant.push(placed, { tick: tick.tick, seq });
      }
    }
    // Within the turn of the event loop in which the last tenant was told: one that begins next begins behind this tick.
    this.#latest = tick;
  }
}

import type { Queryable } from '../db/database.js';
import type { TenantScope } from '../db/tenant-scope.js';
import { CursorCodec } from './cursor.js';
import type { Feed, FeedRequest, LogBatch } from './feed.js';
import {
  endOf,
  eventsOfTick,
  feedIdentity,
  newestTick,
  takeTick,
  ticksAround,
  type Tick,
} from './feed-store.js';
import { Ring, type PlacedEvent } from './ring.js';
import { FeedSubscription, type TenantTail } from './subscription.js';

const TICK_MS = 100;
/** Ticks read at once: bounds what one turn holds in memory. */
const TICKS_A_TURN = 50;
const RING_EVENTS = 2_000;
/** Events of one tick that a turn takes into the ring; a subscription reads the rest from the database. */
const EVENTS_A_TURN = 5_000;

/** The part of a logger that the feed needs. */
export interface FeedLog {
  warn(details: object, message: string): void;
}

interface ActiveTenant {
  readonly ring: Ring;
  readonly subscriptions: Set<FeedSubscription>;
}

/**
 * A node's end of the feed. While anybody subscribes, each turn takes a tick if there is something new and reads the
 * new ticks once for each tenant that is being watched; subscriptions pull from its ring, or from the database when
 * they are further behind.
 */
export class NodeFeed implements Feed {
  private readonly tenants = new Map<string, ActiveTenant>();
  private readonly ending = new Set<Promise<void>>();
  private codec: Promise<CursorCodec> | null = null;
  private latest: Tick | null = null;
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private running = false;
  private closed = false;

  constructor(
    private readonly db: Queryable,
    private readonly log: FeedLog,
  ) {}

  async subscribe(scope: TenantScope, request: FeedRequest): Promise<AsyncIterableIterator<LogBatch>> {
    const codec = await (this.codec ??= this.openCodec());
    const position = request.after === null ? undefined : codec.read(scope.tenantId, request.after);
    // What was committed before this moment is not new: it goes into a tick that lies before the subscription.
    await takeTick(this.db);
    const now = await newestTick(this.db);
    const tenant = this.tenants.get(scope.tenantId) ?? this.activate(scope.tenantId, now);
    const tail: TenantTail = {
      ring: tenant.ring,
      cursor: (at) => codec.write(scope.tenantId, at),
      ticksAround: (tick) => ticksAround(this.db, tick, TICKS_A_TURN),
      events: (ticks, afterSeq, most) => eventsOfTick(this.db, scope.tenantId, ticks, afterSeq, most),
      onEnd: (subscription) => this.leave(scope.tenantId, tenant, subscription),
    };
    const subscription = new FeedSubscription(tail, scope, request.matches, {
      start: position ?? endOf(now),
      // A position of null is a cursor of another history.
      gap:
        position === null
          ? { reason: 'The cursor is of another database history.', from: null, to: now.takenAt }
          : null,
    });
    tenant.subscriptions.add(subscription);
    this.start();
    return subscription;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    for (const { subscriptions } of this.tenants.values()) for (const one of [...subscriptions]) one.end();
    await Promise.all([this.turn, ...this.ending]);
  }

  private async openCodec(): Promise<CursorCodec> {
    try {
      const { secret, epoch } = await feedIdentity(this.db);
      return new CursorCodec(secret, epoch);
    } catch (error) {
      this.codec = null;
      throw error;
    }
  }

  private activate(tenantId: string, now: Tick): ActiveTenant {
    // The ring begins where the turns stand, if they run: they will not read what lies before that again.
    if (!this.running || this.latest === null) this.latest = now;
    const tenant = {
      ring: new Ring(endOf(this.latest), RING_EVENTS),
      subscriptions: new Set<FeedSubscription>(),
    };
    this.tenants.set(tenantId, tenant);
    return tenant;
  }

  private leave(tenantId: string, tenant: ActiveTenant, subscription: FeedSubscription): void {
    tenant.subscriptions.delete(subscription);
    // It may be in the middle of a read: the database must not be closed under it.
    const settled = subscription.settled().finally(() => this.ending.delete(settled));
    this.ending.add(settled);
    if (tenant.subscriptions.size === 0 && this.tenants.get(tenantId) === tenant)
      this.tenants.delete(tenantId);
  }

  private start(): void {
    if (this.running || this.closed) return;
    this.running = true;
    const next = (): void => {
      this.timer = setTimeout(() => {
        this.turn = this.takeTurn().then(() => {
          if (this.tenants.size > 0 && !this.closed) next();
          else this.running = false;
        });
      }, TICK_MS);
    };
    next();
  }

  private async takeTurn(): Promise<void> {
    try {
      await takeTick(this.db);
      const from = this.latest;
      if (from === null) return;
      const ticks = (await ticksAround(this.db, from.tick, TICKS_A_TURN)).filter(
        ({ tick }) => tick >= from.tick,
      );
      for (const [index, tick] of ticks.entries()) {
        const previous = ticks[index - 1];
        if (previous === undefined) continue;
        await this.spread(previous, tick);
        this.latest = tick;
      }
    } catch (error) {
      // The position stays: the next turn reads the same ticks again.
      this.log.warn({ err: error }, 'the feed could not be read and will be tried again');
    }
  }

  /** Reads a tick for each tenant that is being watched, and wakes its subscriptions. */
  private async spread(previous: Tick, tick: Tick): Promise<void> {
    for (const [tenantId, { ring, subscriptions }] of this.tenants) {
      if (ring.end.tick >= tick.tick) continue;
      const placed: PlacedEvent[] = [];
      for (let seq = -1n; ;) {
        const events = await eventsOfTick(this.db, tenantId, { previous, tick }, seq, EVENTS_A_TURN);
        for (const event of events) placed.push({ tick: tick.tick, event });
        const last = events.at(-1);
        if (events.length < EVENTS_A_TURN || last === undefined) break;
        seq = last.seq;
        ring.push(placed.splice(0), { tick: tick.tick, seq });
      }
      ring.push(placed, endOf(tick));
      for (const subscription of subscriptions) subscription.wake();
    }
  }
}

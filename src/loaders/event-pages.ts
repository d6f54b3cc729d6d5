import type { QueryResultRow } from 'pg';
import { tookTooLong, type ReadOptions, type TenantScope } from '../db/tenant-scope.js';
import { GaugewayError } from '../errors.js';
import { eventConditions } from '../event-log/event-conditions.js';
import type { EventPlace } from '../event-log/event-cursor.js';
import {
  countStatement,
  pageStatement,
  slicesOf,
  type EventPageRequest,
  type EventStatement,
} from '../event-log/event-page.js';
import type { EventQuery } from '../event-log/event-query.js';
import { logEvent, type LogEvent, type LogEventRow } from '../feed/log-event.js';
import { Bindings } from '../planner/bindings.js';
import type { InstantRange } from '../planner/ranges.js';
import { NARROWER, type SharedReads } from './shared-reads.js';

/** An event and its place in the list. */
export interface ListedEvent {
  readonly event: LogEvent;
  readonly place: EventPlace;
}

interface ListedRow extends LogEventRow {
  readonly micros: string;
}

/** What the searches of one operation may take together, milliseconds. */
const SEARCH_MS = 30_000;
/** What the first slice of a page may take without a turn: most of what is looked for is found there. */
const GLANCE_MS = 2_000;
const NEVER = new AbortController().signal;

/**
 * Reads pages of the event log for one operation. Pages of all events are read along an index, and cost what they show. What
 * has to look at single events is a search: those of an operation run one after the other, within a time for all of them,
 * and, where a glance is not enough, in a turn.
 */
export class EventPages {
  #last: Promise<unknown> = Promise.resolve();
  #leftMs = SEARCH_MS;

  /** @param clock milliseconds that only grow */
  constructor(
    private readonly reads: Pick<SharedReads, 'read' | 'searches'>,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /**
   * Up to `rows` events that are meant, in the order in which they are looked for.
   *
   * @throws GaugewayError UNAVAILABLE where a search takes too long or the node has too many of them, TOO_MANY_REQUESTS where
   *   the tenant has
   */
  read(scope: TenantScope, query: EventQuery, request: EventPageRequest): Promise<ListedEvent[]> {
    const page = new Page(scope.tenantId, query, request);
    if (!isSearch(scope, query)) {
      return page.fill((statement) => this.reads.read<ListedRow>(scope, statement, { inOrder: true }));
    }
    const search: Read = (statement) => this.#search(scope, statement, { inOrder: true });
    return this.#next(async () => {
      const glance: Read = (statement) => this.#search(scope, statement, { inOrder: true }, GLANCE_MS);
      if (await page.take(glance).catch(unlessTooLong)) return page.found;
      return this.#inTurn(scope, () => page.fill(search));
    });
  }

  /** How many events of a range are meant: each is looked at. Throws as `read` does. */
  count(scope: TenantScope, query: EventQuery, range: InstantRange): Promise<number> {
    const statement = countStatement(scope.tenantId, query, range);
    return this.#next(() =>
      this.#inTurn(scope, async () => {
        const [row] = await this.#search<{ events: number }>(scope, statement, { inOrder: false });
        return row?.events ?? 0;
      }),
    );
  }

  /** Runs a search behind those that the operation has begun before. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #inTurn<T>({ tenantId }: TenantScope, work: () => Promise<T>): Promise<T> {
    const leave = await this.reads.searches.take(tenantId, NEVER);
    try {
      return await work();
    } catch (error) {
      throw tookTooLong(error) ? tooLong() : error;
    } finally {
      leave();
    }
  }

  async #search<Row extends QueryResultRow = ListedRow>(
    scope: TenantScope,
    statement: EventStatement,
    options: ReadOptions,
    mostMs = Infinity,
  ): Promise<readonly Row[]> {
    if (this.#leftMs <= 0) throw tooLong();
    const seconds = Math.ceil(Math.min(this.#leftMs, mostMs) / 1000);
    const since = this.clock();
    try {
      return await this.reads.read<Row>(scope, statement, { ...options, seconds });
    } finally {
      this.#leftMs -= this.clock() - since;
    }
  }
}

/** Reads the rows of a slice. */
type Read = (statement: EventStatement) => Promise<readonly ListedRow[]>;

/** A page that is filled slice by slice. */
class Page {
  readonly found: ListedEvent[] = [];
  readonly #slices: InstantRange[];

  constructor(
    private readonly tenantId: string,
    private readonly query: EventQuery,
    private readonly request: EventPageRequest,
  ) {
    this.#slices = slicesOf(request);
  }

  /** Looks into the next slice; true once the page is full or nothing is left to look into. */
  async take(read: Read): Promise<boolean> {
    const [slice] = this.#slices;
    if (slice === undefined) return true;
    const rest = { ...this.request, rows: this.request.rows - this.found.length };
    const statement = pageStatement(this.tenantId, this.query, rest, slice);
    if (statement === null) return true;
    this.found.push(...(await read(statement)).map(listedOf));
    this.#slices.shift();
    return this.found.length >= this.request.rows || this.#slices.length === 0;
  }

  /** Looks into all that are left, as far as it takes. */
  async fill(read: Read): Promise<ListedEvent[]> {
    while (!(await this.take(read)));
    return this.found;
  }
}

/** Whether single events have to be looked at. */
const isSearch = ({ customerId }: TenantScope, query: EventQuery): boolean =>
  customerId !== null || eventConditions(query, new Bindings()).length > 0;

function unlessTooLong(error: unknown): false {
  if (tookTooLong(error)) return false;
  throw error;
}

const tooLong = (): GaugewayError =>
  new GaugewayError(
    'UNAVAILABLE',
    `filter: the searches took longer than ${SEARCH_MS / 1000} s: ${NARROWER}`,
    'filter',
  );

function listedOf(row: ListedRow): ListedEvent {
  const event = logEvent(row);
  return { event, place: { micros: BigInt(row.micros), seq: event.seq } };
}

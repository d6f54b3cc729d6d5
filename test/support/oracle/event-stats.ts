import { fixedOf } from './fixed.js';
import { near } from './near.js';
import type { StoredEvent } from './stored-events.js';
import { change, groups, share, within, type Key, type OracleGroup } from './usage-oracle.js';
import type { OracleWindow } from './usage-window.js';

/** What the arithmetic of doubles and PostgreSQL's decimals of a double's first 15 digits add to a mean. */
const OF_DOUBLES = 1e-12;
/** The promised relative error of a percentile. */
const OF_PERCENTILES = 0.02 * (1 + 1e-9);

type Events = readonly StoredEvent[];

/** What a case looks at: the events that are meant, when the first of all was, and the present. */
export interface StatsView {
  readonly events: Events;
  readonly window: OracleWindow;
  readonly first: number | null;
  readonly now: number;
}

const weigh = (events: Events) => fixedOf(events.length);
const isError = ({ severity }: StoredEvent): boolean => severity === 'ERROR' || severity === 'CRITICAL';
const errorsOf = (events: Events): number => events.filter(isError).length;

function series(events: Events, { window, first, now }: StatsView): object[] {
  const { starts, end } = window.buckets;
  return starts.map((start, i) => {
    const next = starts[i + 1] ?? end;
    const members = within(events, start, next);
    const isMissing = members.length === 0 && (first === null || next <= first);
    return {
      bucket: new Date(start).toISOString(),
      events: members.length,
      errors: errorsOf(members),
      status: isMissing ? 'MISSING' : next > now ? 'INCOMPLETE' : members.length === 0 ? 'ZERO' : 'OK',
    };
  });
}

/** All of `eventStats`, of a window whose events and those that it is compared with are among those of the view. */
export function eventStats(view: StatsView, first: number): object {
  const { window } = view;
  const events = within(view.events, window.from, window.to);
  const previous =
    window.compared === null ? null : within(view.events, window.compared.from, window.compared.to);
  const rows = (key: Key<StoredEvent>, most?: number, of: (event: StoredEvent) => boolean = () => true) => {
    const kept = events.filter(of);
    const found = groups({ events: kept, previous: previous?.filter(of) ?? null }, key, weigh, most);
    return found.map((group: OracleGroup<StoredEvent>) => ({
      key: group.key,
      others: group.others,
      events: group.events.length,
      share: near(share(weigh(group.events), weigh(kept)), OF_DOUBLES),
      change: change(group, weigh),
      series: series(group.events, view),
    }));
  };
  const taken = events.flatMap(({ latencyMs }) => latencyMs ?? []).sort((a, b) => a - b);
  const rank = (percent: number): unknown =>
    near(taken[Math.ceil((percent * taken.length) / 100) - 1] ?? null, OF_PERCENTILES);
  return {
    total: events.length,
    errors: errorsOf(events),
    errorRate: events.length === 0 ? null : errorsOf(events) / events.length,
    byCategory: rows(({ category }) => category),
    bySeverity: rows(({ severity }) => severity),
    byType: rows(({ type }) => type, first),
    byStatusClass: rows(
      ({ statusCode }) => `${Math.floor((statusCode ?? 0) / 100)}xx`,
      undefined,
      ({ statusCode }) => statusCode !== null,
    ),
    latency: {
      meanMs: near(
        taken.length === 0 ? null : taken.reduce((sum, one) => sum + one / taken.length, 0),
        OF_DOUBLES,
      ),
      p50Ms: rank(50),
      p95Ms: rank(95),
      p99Ms: rank(99),
    },
    series: series(events, view),
  };
}

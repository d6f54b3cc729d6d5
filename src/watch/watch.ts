import type pg from 'pg';
import type { SharedReads } from '../loaders/shared-reads.js';
import { watchAlerts } from './watch-alerts.js';
import { watchAnomalies } from './watch-anomalies.js';

/** What a node watches in the background. */
export interface Watch {
  /** Stops, and resolves when the turn that is under way has ended. */
  stop(): Promise<void>;
}

/** The part of a logger that watching needs. */
export interface WatchLog {
  warn(details: object, message: string): void;
}

const EVERY_MS = 30_000;

/**
 * Looks at the alerts and for anomalies every 30 s. All nodes do; what one of them has written, the others do not write
 * again.
 */
export function startWatch(
  pool: pg.Pool,
  reads: SharedReads,
  factRetentionDays: number,
  log: WatchLog,
): Watch {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();
  const takeTurn = async (): Promise<void> => {
    try {
      await watchAlerts(pool, reads, Date.now(), factRetentionDays);
      if (!stopped) await watchAnomalies(pool, reads, Date.now(), factRetentionDays);
    } catch (error) {
      log.warn({ err: error }, 'watching failed and will be tried again');
    }
  };
  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      turn = takeTurn().then(next);
    }, EVERY_MS);
  };
  next();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return turn;
    },
  };
}

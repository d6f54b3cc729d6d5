const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next attempt: half a second, doubled with each one that failed, half a minute at most. Up to
 * half of it is left to chance, so that the clients of a node that went away do not all come back at once.
 *
 * @param failures attempts that failed before, from 0 on
 */
export function backOffMs(failures: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
  return Math.round(whole * (1 - Math.random() / 2));
}

/** Waits so long, or until the signal. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, signal.aborted ? 0 : ms);
    signal.addEventListener('abort', end);
  });
}

import type { Drama } from './tenant-spec.js';
import { HOUR, workdayBefore, type Window } from './window.js';

/** A stretch of time, [from, to); empty where nothing happens. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** When a tenant's dramas take place. */
export interface Plot {
  readonly incident: Stretch;
  readonly costSpike: Stretch;
  readonly tokenSpike: Stretch;
  readonly usageSpike: Stretch & { readonly customer: number };
  readonly intrusion: Stretch;
}

/** Puts a tenant's dramas on workdays of the window. */
export function plotOf(window: Window, drama: Drama): Plot {
  const stretch = (fraction: number | undefined, utcHour: number, hours: number): Stretch => {
    if (fraction === undefined) return { from: window.to, to: window.to };
    const from = workdayBefore(window, fraction, utcHour);
    return { from, to: Math.min(window.to, from + hours * HOUR) };
  };
  return {
    incident: stretch(drama.incident, 15, 1),
    costSpike: stretch(drama.costSpike, 9, 5),
    tokenSpike: stretch(drama.tokenSpike, 16, 5),
    usageSpike: { ...stretch(drama.usageSpike?.at, 10, 3), customer: drama.usageSpike?.customer ?? -1 },
    intrusion: stretch(drama.intrusion, 3, 0.25),
  };
}

/** Whether an instant lies in a stretch. */
export function within(stretch: Stretch, at: number): boolean {
  return at >= stretch.from && at < stretch.to;
}

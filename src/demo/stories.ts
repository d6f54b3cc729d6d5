/** What becomes of a customer over the window. */
export type Story =
  | 'steady'
  | 'growing'
  /** Decays from a third of the window on, cancels and is gone. */
  | 'churned'
  /** Decays to nothing in the last third without a word: inactive, not cancelled. */
  | 'fading'
  /** Shrinks in the last quarter and has cancelled for a day that is still to come. */
  | 'leaving'
  /** The card is declined, again and again. */
  | 'failing'
  /** Leaves invoices unpaid past their due date. */
  | 'overdue'
  /** Sends back an invoice, which is voided and replaced. */
  | 'disputed'
  /** More and more requests and calls fail. */
  | 'erring'
  /** Busy at the end of every month. */
  | 'seasonal';

/** The fraction of the window at which a customer's cancellation is recorded, if the story has one. */
export const CANCELS_AT: Partial<Record<Story, number>> = { churned: 0.58, leaving: 0.92 };

const falling = (fraction: number, from: number, to: number): number =>
  Math.min(1, Math.max(0, (to - fraction) / (to - from)));

/** How active a customer is at an instant, against its own normal of about 1. `joined` is a fraction of the window too, null before it. */
export function activityIn(story: Story, fraction: number, joined: number | null, at: number): number {
  if (joined !== null && fraction < joined) return 0;
  const ramp = joined === null ? 1 : Math.min(1, 0.35 + (fraction - joined) / 0.12);
  switch (story) {
    case 'growing':
      return ramp * (0.5 + fraction);
    case 'churned':
      return ramp * falling(fraction, 0.33, 0.58);
    case 'fading':
      return ramp * falling(fraction, 0.64, 0.92) ** 2;
    case 'leaving':
      return ramp * (0.12 + 0.88 * falling(fraction, 0.75, 0.98));
    case 'seasonal': {
      const day = new Date(at).getUTCDate();
      return ramp * (day >= 25 || day <= 2 ? 2.6 : 0.5);
    }
    default:
      return ramp;
  }
}

/** The share of calls that fail over a story's own course, on top of the usual. */
export function extraErrors(story: Story, fraction: number): number {
  return story === 'erring' ? 0.28 * (1 - falling(fraction, 0.55, 0.97)) : 0;
}

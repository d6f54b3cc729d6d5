import type { EventType } from './event.js';
import type { NonEmpty } from './random.js';
import { HOUR, MINUTE, SECOND } from './window.js';

/** Where visitors come from. */
export interface Channel {
  readonly weight: number;
  readonly utmSource?: string;
  readonly referrer?: string;
  /** How much likelier than usual its visitors go on from the product to a subscription. */
  readonly pull: number;
}

/** The channels of every storefront. */
export const CHANNELS: NonEmpty<Channel> = [
  { weight: 30, referrer: 'https://www.google.com/', pull: 1 },
  { weight: 17, utmSource: 'google_ads', referrer: 'https://www.google.com/', pull: 0.6 },
  { weight: 18, pull: 1.2 },
  { weight: 11, utmSource: 'github', referrer: 'https://github.com/', pull: 1.5 },
  { weight: 9, utmSource: 'newsletter', pull: 1.7 },
  { weight: 8, utmSource: 'linkedin', referrer: 'https://www.linkedin.com/', pull: 0.7 },
  { weight: 5, utmSource: 'hackernews', referrer: 'https://news.ycombinator.com/', pull: 0.5 },
  { weight: 2, utmSource: 'partner', referrer: 'https://partners.example/', pull: 2.2 },
];

/** A step behind the visit; its delay is log-normal. */
export interface Step {
  readonly type: Extract<EventType, `storefront.${string}`>;
  /** The share of those who took the step before, and whether the channel's pull acts on it. */
  readonly chance: number;
  readonly pulled: boolean;
  readonly medianDelay: number;
  readonly spread: number;
}

/** The steps in order, the visit left out. */
export const STEPS: readonly Step[] = [
  { type: 'storefront.product_viewed', chance: 0.54, pulled: false, medianDelay: 50 * SECOND, spread: 1 },
  { type: 'storefront.pricing_viewed', chance: 0.44, pulled: true, medianDelay: 4 * MINUTE, spread: 1.5 },
  { type: 'storefront.signed_up', chance: 0.17, pulled: true, medianDelay: 45 * MINUTE, spread: 2 },
  { type: 'storefront.subscribed', chance: 0.36, pulled: false, medianDelay: 20 * HOUR, spread: 1.3 },
  { type: 'storefront.first_api_call', chance: 0.82, pulled: false, medianDelay: 35 * MINUTE, spread: 1.4 },
];
/** The share of visitors who come back for another look. */
export const COMES_BACK = 0.16;
/** The share that only reloads the first page, and how often. */
export const NOISY = 0.025;
export const NOISY_VISITS = 5;
/** The share that goes to the pricing first and looks at the product afterwards. */
export const DISORDERLY = 0.06;

/** How likely a visitor of a channel takes a step, having taken the one before. */
export function chanceOf(step: Step, channel: Channel): number {
  return Math.min(0.95, step.chance * (step.pulled ? channel.pull : 1));
}

/** The events of an average visitor. */
export function eventsAJourney(): number {
  const weights = CHANNELS.reduce((sum, { weight }) => sum + weight, 0);
  const steps = CHANNELS.reduce((sum, channel) => {
    let reached = channel.weight / weights;
    for (const step of STEPS) sum += reached *= chanceOf(step, channel);
    return sum;
  }, 1 + COMES_BACK);
  return (1 - NOISY) * steps + NOISY * NOISY_VISITS;
}

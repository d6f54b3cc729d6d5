import { AGENTS, type AgentSpec } from './agents.js';
import type { Plan } from './plans.js';
import type { NonEmpty, Random } from './random.js';
import type { Story } from './stories.js';
import { DAY, type Window } from './window.js';

const PEOPLE: NonEmpty<string> = [
  'dana',
  'ravi',
  'mika',
  'ines',
  'tom',
  'yuki',
  'lea',
  'omar',
  'vera',
  'jonas',
  'aiko',
  'paula',
];
/** The first three bytes of customers' addresses, all of them kept for documentation (RFC 5737). */
export const NETWORKS: NonEmpty<string> = ['192.0.2', '198.51.100', '203.0.113'];

/** How a customer pays. */
export function paysBy(story: Story, plan: Plan, random: Random): 'card' | 'transfer' {
  if (story === 'failing') return 'card';
  if (story === 'overdue' || story === 'disputed' || plan === 'enterprise') return 'transfer';
  return random.chance(plan === 'growth' ? 0.5 : 0.1) ? 'transfer' : 'card';
}

/** The day of the month a customer is billed on. Those with a story around money are billed so that its last act has just been played. */
export function billingDay(
  window: Window,
  story: Story,
  joined: number | null,
  plan: Plan,
  random: Random,
): number {
  const dayOf = (at: number): number => Math.min(28, new Date(at).getUTCDate());
  const any = random.between(1, 28);
  if (story === 'failing') return dayOf(window.to - 9 * DAY);
  if (story === 'overdue') return dayOf(window.to - 21 * DAY);
  if (joined !== null) return dayOf(joined);
  return plan === 'enterprise' ? 1 : any;
}

/** The agents of a customer, two to four; one that is there twice is used twice as much. */
export function agentsOf(random: Random): NonEmpty<AgentSpec> {
  const others = Array.from({ length: random.between(1, 3) }, () => random.weighted(AGENTS));
  return [random.weighted(AGENTS), ...others];
}

/** The e-mail addresses of a customer's people. */
export function peopleOf(id: string, plan: Plan, random: Random): NonEmpty<string> {
  const first = random.below(PEOPLE.length);
  const count = plan === 'enterprise' ? 7 : plan === 'growth' ? 4 : 2;
  const names = Array.from(
    { length: count },
    (_, index) => PEOPLE[(first + index) % PEOPLE.length] ?? PEOPLE[0],
  );
  const [chief = PEOPLE[0], ...rest] = names.map((name) => `${name}@${id}.example`);
  return [chief, ...rest];
}

/** A name as an id: lower case, with hyphens. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

import { byCodePoint } from './code-points.js';
import type { Journeys } from './journeys.js';

/** That a visitor acted as a customer, and since when, epoch seconds. */
export interface IdentityLink {
  readonly visitor: string;
  readonly customer: string;
  readonly since: number;
}

/** Whose the rows of journeys are: people by number, from 0. */
export interface People {
  readonly count: number;
  readonly ofRow: Int32Array;
}

/**
 * Tells people apart. A customer is one person, whatever visitors act as it. A visitor who acts as nobody yet is the
 * customer that it acted as first, at any time, also later; one who never did is a person of its own.
 */
export function peopleOf(
  { visitors, customers }: Pick<Journeys, 'visitors' | 'customers'>,
  links: readonly IdentityLink[],
): People {
  const firsts = firstCustomers(links);
  const byCustomer = new Map<string, number>();
  const byVisitor = new Map<string, number>();
  const ofRow = new Int32Array(visitors.length);
  let count = 0;
  for (const [row, visitor] of visitors.entries()) {
    const customer = customers[row] ?? firsts.get(visitor) ?? null;
    const [known, key] = customer === null ? [byVisitor, visitor] : [byCustomer, customer];
    let person = known.get(key);
    if (person === undefined) known.set(key, (person = count++));
    ofRow[row] = person;
  }
  return { count, ofRow };
}

/** The customer that each visitor acted as first; of several at once, the first by code points. */
function firstCustomers(links: readonly IdentityLink[]): Map<string, string> {
  const firsts = new Map<string, IdentityLink>();
  for (const link of links) {
    const first = firsts.get(link.visitor);
    if (first === undefined || isBefore(link, first)) firsts.set(link.visitor, link);
  }
  return new Map(Array.from(firsts, ([visitor, { customer }]) => [visitor, customer]));
}

const isBefore = (a: IdentityLink, b: IdentityLink): boolean =>
  a.since < b.since || (a.since === b.since && byCodePoint(a.customer, b.customer) < 0);

import { API_TYPES } from './api.js';
import { AUTH_TYPES } from './auth.js';
import { BILLING_TYPES } from './billing.js';
import { COST_TYPES } from './cost.js';
import type { EventType } from './event-type.js';
import { MCP_TYPES } from './mcp.js';
import { nearest } from './nearest.js';
import { STOREFRONT_TYPES } from './storefront.js';
import { OTHER_SYSTEM_TYPE, SYSTEM_TYPES } from './system.js';
import { UPSERT_TYPES } from './upserts.js';
import { USAGE_TYPES } from './usage.js';

/** The whole vocabulary, in the order of the docs; `system.*` stands for the types without an entry. */
export const EVENT_TYPES: readonly EventType[] = [
  ...USAGE_TYPES,
  ...MCP_TYPES,
  ...STOREFRONT_TYPES,
  ...COST_TYPES,
  ...BILLING_TYPES,
  ...API_TYPES,
  ...AUTH_TYPES,
  ...SYSTEM_TYPES,
  OTHER_SYSTEM_TYPE,
  ...UPSERT_TYPES,
];

const BY_NAME: ReadonlyMap<string, EventType> = new Map(EVENT_TYPES.map((entry) => [entry.type, entry]));
const SYSTEM_PREFIX = 'system.';

/** The entry that reads events of a type, or null for a type outside the vocabulary. */
export function eventTypeOf(type: string): EventType | null {
  const entry = BY_NAME.get(type);
  if (entry !== undefined) return entry;
  return type.startsWith(SYSTEM_PREFIX) && type.length > SYSTEM_PREFIX.length ? OTHER_SYSTEM_TYPE : null;
}

const NAMES = EVENT_TYPES.filter((entry) => entry !== OTHER_SYSTEM_TYPE).map((entry) => entry.type);

/** The known type that a sender most likely meant, or null if none is close. */
export function nearestType(type: string): string | null {
  return nearest(type, NAMES);
}

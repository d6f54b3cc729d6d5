import type { IncomingEvent, IngestCaller } from '../../../src/ingest/event.js';
import { parseEvent } from '../../../src/ingest/parse-event.js';
import { OPTIONS } from './samples.js';

export const TENANT: IngestCaller = { tenantId: 'acme', platform: false, customerId: null };
export const DATA = { customerId: 'c', billableUnit: 'u', quantity: 1 };
export const EVENT = { specversion: '1.0', id: 'e1', source: '/s', type: 'usage.recorded', data: DATA };

/** The event that is accepted; throws the reason where it is not. */
export function accepted(event: unknown, caller = TENANT): IncomingEvent {
  const parsed = parseEvent(event, caller, OPTIONS);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
}

/** The reason of a refusal, or `accepted`. */
export function refusal(event: unknown, caller = TENANT): string {
  const parsed = parseEvent(event, caller, OPTIONS);
  return parsed.ok ? 'accepted' : parsed.reason;
}

export const hashOf = (event: unknown): string => accepted(event).contentHash;

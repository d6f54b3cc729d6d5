import { contentHash } from './content-hash.js';
import type { Fact, IngestCaller, ParsedEvent } from './event.js';
import { MAX_FAULTS, Reading, readFields, show } from './fields.js';
import { eventIdentity } from './identity.js';
import { isJsonObject } from './json.js';
import { clip, isStorableText } from './types/attributes.js';
import { ENVELOPE } from './types/envelope.js';
import type { EventType } from './types/event-type.js';
import type { Instant } from './types/instant.js';
import { MAX_ID_LENGTH } from './types/readers.js';
import { eventTypeOf, nearestType } from './types/registry.js';

export type { EventCategory, EventType, FieldDoc } from './types/event-type.js';
export { EVENT_TYPES, eventTypeOf } from './types/registry.js';

/** The clock and the retention that an event's time is held against. */
export interface ParseOptions {
  now: Date;
  /** Days that raw facts are kept. */
  factRetentionDays: number;
  /** Days that the event log keeps API, AUTH and SYSTEM events. */
  eventRetentionDays: number;
}

const DAY_MS = 86_400_000;
/** How far a sender's clock may be ahead. */
const MAX_AHEAD_MS = 5 * 60_000;
/** Events this close to the end of retention are refused: their partition may be dropped while they are written. */
const RETENTION_MARGIN_DAYS = 1;

/**
 * Reads one CloudEvent of the structured mode, as `parseJson` gives it. Never throws: what is wrong comes back as a
 * reason of up to five faults, each beginning with the field as the sender wrote it.
 */
export function parseEvent(value: unknown, caller: IngestCaller, options: ParseOptions): ParsedEvent {
  if (!isJsonObject(value)) {
    return { ok: false, id: null, reason: `event: expected a JSON object, got ${show(value)}` };
  }
  const context = new Reading();
  const envelope = readFields(ENVELOPE, value, '', context);
  const entry = knownType(value['type'], context);
  if (envelope !== null) {
    checkTenant(envelope.tenantid, caller, context);
    if (entry !== null && envelope.time !== null) checkTime(envelope.time, entry, options, context);
  }

  const data = value['data'] ?? envelope?.data_base64 ?? null;
  if ((value['data'] ?? value['data_base64'] ?? null) === null) context.fault('data', 'missing');
  if (envelope !== null && envelope.data !== null && envelope.data_base64 !== null) {
    context.fault('data_base64', 'must not be given beside data');
  }
  const reading = new Reading();
  const typed = entry !== null && isJsonObject(data) ? entry.readData(data, reading) : null;
  if (entry !== null && typed !== null) checkCustomer(typed.fact, entry, caller, reading);

  if (envelope === null || typed === null || context.failures + reading.failures > 0) {
    const reason = [...context.faults, ...reading.faults].slice(0, MAX_FAULTS).join('; ');
    return { ok: false, id: idOf(value['id']), reason };
  }
  const { id, source, type, subject, time } = envelope;
  const tenantId = envelope.tenantid ?? caller.tenantId;
  const { fact } = typed;
  const hash = contentHash({ type, subject, time: time?.text ?? null, data: typed.data });
  if (subject !== null) context.keep('subject', subject, 'subject');
  // After the hash: a retry may come with another trace id.
  fact.attributes = { ...context.attributes, ...fact.attributes };
  return {
    ok: true,
    event: {
      tenantId,
      source,
      id,
      type,
      time: time?.text ?? options.now.toISOString(),
      identity: eventIdentity(tenantId, source, id),
      contentHash: hash,
      fact,
    },
  };
}

/** The id for the verdict, where it is one. */
function idOf(id: unknown): string | null {
  return typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH && isStorableText(id) ? id : null;
}

function knownType(type: unknown, reading: Reading): EventType | null {
  // Anything else has been told of as the field `type`.
  if (typeof type !== 'string' || type === '' || type.length > MAX_ID_LENGTH) return null;
  const entry = eventTypeOf(type);
  if (entry === null) {
    const meant = nearestType(type);
    const hint = meant === null ? '' : `; did you mean "${meant}"?`;
    reading.fault('type', `unknown type ${JSON.stringify(clip(type))}${hint}`);
  }
  return entry;
}

function checkTenant(tenantId: string | null, caller: IngestCaller, reading: Reading): void {
  if (tenantId === null || caller.platform || tenantId === caller.tenantId) return;
  reading.fault('tenantid', `${show(tenantId)} is another tenant, which only a platform key may name`);
}

/** A narrowed credential writes of its customer only; what is of nobody concerns the others, too. */
function checkCustomer(fact: Fact, { fields }: EventType, caller: IngestCaller, reading: Reading): void {
  const customerId = 'customerId' in fact ? fact.customerId : null;
  if (caller.customerId === null || customerId === caller.customerId) return;
  const problem = `this credential may only write events of customer ${show(caller.customerId)}`;
  if (fields.some(({ name }) => name === 'customerId')) {
    reading.fault('data.customerId', `${problem}, got ${customerId === null ? 'none' : show(customerId)}`);
  } else reading.fault(customerId === null ? 'type' : 'data.id', problem);
}

function checkTime(
  { epochMs }: Instant,
  { dataset }: EventType,
  options: ParseOptions,
  reading: Reading,
): void {
  const now = options.now.getTime();
  const latest = now + MAX_AHEAD_MS;
  if (epochMs > latest) {
    reading.fault(
      'time',
      `more than 5 minutes ahead; the latest accepted is ${new Date(latest).toISOString()}`,
    );
  }
  const days = dataset === 'log' ? options.eventRetentionDays : options.factRetentionDays;
  const earliest = now - (days - RETENTION_MARGIN_DAYS) * DAY_MS;
  if (epochMs < earliest) {
    const instant = new Date(earliest).toISOString();
    reading.fault('time', `past the retention of ${days} days; the earliest accepted is ${instant}`);
  }
}

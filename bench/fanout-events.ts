import type pg from 'pg';

export const TENANT = 'fanout';

/** An event that all subscribers are to get; time in epoch milliseconds. */
export interface FanoutEvent {
  readonly number: number;
  readonly id: string;
  readonly time: number;
  readonly type: string;
  readonly severity: string;
  readonly message: string;
  readonly source: string;
  readonly category: string;
  readonly actor: string;
  readonly customerId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What an event's id begins with, by which a subscriber finds it in a frame; digits of the number follow. */
export const ID_PREFIX = 'fan-';
export const ID_DIGITS = 8;

/** Makes the next so many events; no two have the same number. */
export type EventSource = (many: number) => FanoutEvent[];

export function eventSource(): EventSource {
  let newest = 0;
  const next = (): FanoutEvent => {
    const number = ++newest;
    return {
      number,
      id: ID_PREFIX + String(number).padStart(ID_DIGITS, '0'),
      time: Date.now(),
      type: 'system.deployed',
      severity: 'INFO',
      message: `build ${number % 1000} of checkout is live in eu-west-1`,
      source: 'bench',
      category: 'SYSTEM',
      actor: 'ci',
      customerId: `customer ${number % 10}`,
      attributes: { region: 'eu-west-1', build: number % 1000 },
    };
  };
  return (many) => Array.from({ length: many }, next);
}

/** A running hash of event numbers, in the order in which they came. */
export const chained = (hash: number, number: number): number => (Math.imul(hash, 31) + number) | 0;

const EXTRA_FIELDS = [
  '',
  'source',
  'category',
  'actor',
  'source category',
  'category source',
  'source actor',
  'actor source',
  'category actor',
  'source category actor',
];

/** Subscriptions to the same events, each of which selects something else; ten at most. */
export function documents(many: number): string[] {
  if (!(many >= 1 && many <= EXTRA_FIELDS.length)) throw new Error(`1 to ${EXTRA_FIELDS.length} documents`);
  return EXTRA_FIELDS.slice(0, many).map((extra) => {
    const fields = `id time type severity message ${extra}`.trim();
    return `subscription { events { events { ${fields} } cursor } }`;
  });
}

/** What the page of the event log asks for. */
export const PAGE_DOCUMENT = `subscription { events { events { id time recordedAt category type severity message source actor
  customer { id name } statusCode latencyMs attributes } cursor gap { reason from to } } }`;

/** Records events in one transaction, without a gateway. */
export async function insertEvents(pool: pg.Pool, events: readonly FanoutEvent[]): Promise<void> {
  await pool.query(
    `INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, actor, customer_id, attributes)
     SELECT $1, to_timestamp(time / 1000), source, id, category, type, severity, message, actor, customer, attributes
     FROM unnest($2::float8[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                 $11::jsonb[])
       AS e (time, source, id, category, type, severity, message, actor, customer, attributes)`,
    [
      TENANT,
      events.map(({ time }) => time),
      events.map(({ source }) => source),
      events.map(({ id }) => id),
      events.map(({ category }) => category),
      events.map(({ type }) => type),
      events.map(({ severity }) => severity),
      events.map(({ message }) => message),
      events.map(({ actor }) => actor),
      events.map(({ customerId }) => customerId),
      events.map(({ attributes }) => JSON.stringify(attributes)),
    ],
  );
}

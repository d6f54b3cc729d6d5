/** A JSON value written as it stands, such as a number with more digits than a double has, or NaN. */
export class Raw {
  constructor(readonly text: string) {}
}

/** A CloudEvent before it is written for a transport; members may be left out or be wrong on purpose. */
export interface TestEvent {
  readonly id?: unknown;
  readonly source?: unknown;
  readonly type?: unknown;
  readonly time?: string | undefined;
  readonly subject?: string;
  readonly tenantid?: string;
  readonly data?: object;
}

/** A usage event of the customer `c1`; `unit` tells tests apart. */
export function usage(id: string, unit: string, quantity: unknown, extra: TestEvent = {}): TestEvent {
  return {
    id,
    source: 'test',
    type: 'usage.recorded',
    data: { customerId: 'c1', billableUnit: unit, quantity },
    ...extra,
  };
}

/** JSON text; what is undefined is left out. */
export function json(value: unknown): string {
  return write(value, (key) => JSON.stringify(key));
}

/** The same value as a literal of a GraphQL document. */
export function literal(value: unknown): string {
  return write(value, (key) => key);
}

function write(value: unknown, name: (key: string) => string): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => write(item, name)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${name(key)}:${write(member, name)}`).join(',')}}`;
}

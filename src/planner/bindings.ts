/** What a value is cast to where it stands. */
export type BoundType =
  | 'text'
  | 'numeric'
  | 'int'
  | 'bigint'
  | 'timestamptz'
  | 'jsonb'
  | 'tstzmultirange'
  | 'text[]'
  | 'numeric[]'
  | 'timestamptz[]';

/**
 * The values of a statement: each is bound once for each type that it is used as, however often that is. A placeholder has
 * one type in all of a statement, so what is read as text here and as a number there are two.
 */
export class Bindings {
  readonly values: unknown[] = [];
  private readonly places = new Map<string, string>();

  /** The placeholder of a value, cast to its type; a bare one, beside a column or argument of text, if the type is left out. */
  bind(value: unknown, type?: BoundType): string {
    const known = JSON.stringify([type ?? 'text', value]);
    const place = this.places.get(known) ?? `$${this.values.push(value)}`;
    this.places.set(known, place);
    return type === undefined ? place : `${place}::${type}`;
  }

  /** The placeholder of a text array. */
  texts(values: readonly string[]): string {
    return this.bind(values, 'text[]');
  }

  /** The placeholder of an instant. */
  instant(epochMs: number): string {
    return this.bind(new Date(epochMs).toISOString(), 'timestamptz');
  }
}

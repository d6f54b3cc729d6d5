/** The values of a statement: each is bound once, however often it is used. */
export class Bindings {
  readonly values: unknown[] = [];
  private readonly places = new Map<string, string>();

  /** The placeholder of a value. */
  bind(value: unknown): string {
    const known = JSON.stringify(value);
    const present = this.places.get(known);
    if (present !== undefined) return present;
    const place = `$${this.values.push(value)}`;
    this.places.set(known, place);
    return place;
  }

  /** The placeholder of a text array. */
  texts(values: readonly string[]): string {
    return `${this.bind(values)}::text[]`;
  }

  /** The placeholder of an instant. */
  instant(epochMs: number): string {
    return `${this.bind(new Date(epochMs).toISOString())}::timestamptz`;
  }
}

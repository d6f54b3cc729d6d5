/** Matches numbers that differ from one by a part of it at most, as Jest's own matchers within `toEqual` do. */
class Near {
  readonly $$typeof = Symbol.for('jest.asymmetricMatcher');

  constructor(
    private readonly value: number,
    private readonly part: number,
    private readonly least: number,
  ) {}

  asymmetricMatch(other: unknown): boolean {
    const tolerance = Math.max(this.part * Math.abs(this.value), this.least);
    return typeof other === 'number' && Math.abs(other - this.value) <= tolerance;
  }

  toString(): string {
    return 'Near';
  }

  toAsymmetricMatcher(): string {
    return `${this.value} within ${this.part * 100} %`;
  }
}

/** A matcher of what is as good as a number, to a part of it or to `least`; null matches null alone. */
export const near = (value: number | null, part: number, least = 0): unknown =>
  value === null ? null : new Near(value, part, least);

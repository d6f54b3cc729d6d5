/** Matches numbers that differ from one by a part of it at most, as Jest's own matchers within `toEqual` do. */
class Near {
  readonly $$typeof = Symbol.for('jest.asymmetricMatcher');

  constructor(
    private readonly value: number,
    private readonly part: number,
  ) {}

  asymmetricMatch(other: unknown): boolean {
    return typeof other === 'number' && Math.abs(other - this.value) <= this.part * Math.abs(this.value);
  }

  toString(): string {
    return 'Near';
  }

  toAsymmetricMatcher(): string {
    return `${this.value} within ${this.part * 100} %`;
  }
}

/** A matcher of what is as good as a number; null matches null alone. */
export const near = (value: number | null, part: number): unknown =>
  value === null ? null : new Near(value, part);

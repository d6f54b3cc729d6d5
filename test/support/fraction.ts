/** An exact fraction, slow and plain: what decimals are held against. */
export class Fraction {
  constructor(
    readonly above: bigint,
    readonly below = 1n,
  ) {}

  static of(text: string): Fraction {
    const [whole = '', decimals = ''] = text.split('.');
    return new Fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
  }

  static sum(fractions: readonly Fraction[]): Fraction {
    return fractions.reduce((sum, fraction) => sum.plus(fraction), new Fraction(0n));
  }

  plus(other: Fraction): Fraction {
    return new Fraction(this.above * other.below + other.above * this.below, this.below * other.below);
  }

  minus(other: Fraction): Fraction {
    return this.plus(other.times(new Fraction(-1n)));
  }

  times(other: Fraction): Fraction {
    return new Fraction(this.above * other.above, this.below * other.below);
  }

  /** By what is above zero. */
  over(other: Fraction): Fraction {
    return new Fraction(this.above * other.below, this.below * other.above);
  }

  /** The largest whole number that is not above it, of what is not negative. */
  floor(): bigint {
    return this.above / this.below;
  }

  /** Below zero where it is the smaller one, above where it is the larger one. */
  compare(other: Fraction): number {
    const between = this.above * other.below - other.above * this.below;
    return between === 0n ? 0 : between < 0n ? -1 : 1;
  }
}

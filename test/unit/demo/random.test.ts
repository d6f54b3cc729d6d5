import { describe, expect, it } from '@jest/globals';
import { Random, type NonEmpty } from '../../../src/demo/random.js';

const draws = (random: Random, count = 5): number[] => Array.from({ length: count }, () => random.next());

describe('Random', () => {
  it('repeats itself for the same name and differs for another', () => {
    expect(draws(new Random('1/acme'))).toEqual(draws(new Random('1/acme')));
    expect(draws(new Random('1/acme'))).not.toEqual(draws(new Random('1/acmf')));
  });

  it('forks by name, wherever the parent stands', () => {
    const fresh = new Random('1').fork('usage');
    const parent = new Random('1');
    draws(parent, 100);
    parent.fork('another');
    expect(draws(parent.fork('usage'))).toEqual(draws(fresh));
  });

  it('is uniform, and its distributions have the means they promise', () => {
    const random = new Random('means');
    const mean = (draw: () => number): number => {
      let sum = 0;
      for (let count = 0; count < 40_000; count++) sum += draw();
      return sum / 40_000;
    };
    expect(mean(() => random.next())).toBeCloseTo(0.5, 1.5);
    expect(mean(() => random.normal())).toBeCloseTo(0, 1);
    expect(mean(() => random.exponential(3)) / 3).toBeCloseTo(1, 1);
    expect(mean(() => random.logNormal(10, 0.5)) / (10 * Math.exp(0.125))).toBeCloseTo(1, 1);
    for (const expected of [0.02, 3, 39, 41, 900]) {
      expect(mean(() => random.poisson(expected)) / expected).toBeCloseTo(1, expected < 1 ? 0 : 1.5);
    }
  });

  it('weighs entries', () => {
    const random = new Random('weights');
    const entries: NonEmpty<{ name: 'rare' | 'common' | 'never'; weight: number }> = [
      { name: 'rare', weight: 1 },
      { name: 'never', weight: 0 },
      { name: 'common', weight: 9 },
    ];
    const counts = { rare: 0, common: 0, never: 0 };
    for (let count = 0; count < 10_000; count++) counts[random.weighted(entries).name]++;
    expect(counts.never).toBe(0);
    expect(counts.rare / 10_000).toBeCloseTo(0.1, 1.5);
  });

  it('stays inside its bounds', () => {
    const random = new Random('bounds');
    const drawn = Array.from({ length: 2_000 }, () => random.between(3, 5));
    expect([...new Set(drawn)].sort()).toEqual([3, 4, 5]);
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

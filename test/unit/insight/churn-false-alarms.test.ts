import { describe, expect, test } from '@jest/globals';
import { type Random } from '../../../src/demo/random.js';
import { activityIn } from '../../../src/demo/stories.js';
import { DAY, Diary, randomOf } from './churn-sample.js';

/** The events of a day. */
type Habit = (day: Date, random: Random) => number;

/** Every day of this year is looked at: a leap year, and three years of history before. */
const YEAR = { from: Date.UTC(2024, 0, 1), days: 366 };
const START = Date.UTC(2021, 0, 1);

const weekend = (day: Date): boolean => [0, 6].includes(day.getUTCDay());
const season = (day: Date): number => Math.cos((2 * Math.PI * day.getTime()) / (365.25 * DAY));
const demoSeason = (day: Date): number => activityIn('seasonal', 0.5, null, day.getTime());
const lastOfMonth = (day: Date): boolean => new Date(day.getTime() + DAY).getUTCDate() === 1;
const firstMonday = (day: Date): boolean => day.getUTCDay() === 1 && day.getUTCDate() <= 7;
const summer = (day: Date): boolean => [6, 7].includes(day.getUTCMonth());

/** The highest score of the year, and the share of days with any; of two such customers, where there is chance in it. */
function alarms(habit: Habit, from: (asOf: number) => number): { highest: number; share: number } {
  const customers = habit.length < 2 ? ['one'] : ['one', 'another'];
  const scores = customers.flatMap((name) => {
    const random = randomOf(name);
    const all = (YEAR.from - START) / DAY + YEAR.days;
    const counts = Array.from({ length: all }, (_, day) => habit(new Date(START + day * DAY), random));
    const diary = new Diary(START, counts);
    return Array.from({ length: YEAR.days }, (_, day) => {
      const asOf = YEAR.from + day * DAY + 9 * 3_600_000;
      return diary.riskAt(asOf, from(asOf)).score;
    });
  });
  return { highest: Math.max(...scores), share: scores.filter((score) => score > 0).length / scores.length };
}

const histories: [string, (asOf: number) => number][] = [
  ['three years', () => START],
  ['since the year began', () => YEAR.from],
  ['90 days', (asOf) => Math.floor(asOf / DAY) * DAY - 90 * DAY],
];

describe.each(histories)('with a history of %s no day of a year raises anything for', (_, from) => {
  test.each<[string, Habit]>([
    ['a daily customer', () => 30],
    ['a weekday-only one', (day) => (weekend(day) ? 0 : 30)],
    ['a weekly one', (day, random) => (day.getUTCDay() === 3 ? random.poisson(200) : 0)],
    ['one that grows', (day, random) => random.poisson(2 * 1.002 ** ((day.getTime() - START) / DAY))],
    [
      "the demo's seasonal one",
      (day, random) => random.poisson(20 * demoSeason(day) * (weekend(day) ? 0.35 : 1)),
    ],
    [
      'a small seasonal one, with a mood',
      (day, random) => random.poisson(3 * demoSeason(day) * random.logNormal(1, 0.15)),
    ],
    ['one at month ends only', (day, random) => (demoSeason(day) > 1 ? random.poisson(30) : 0)],
    [
      'one at month ends on weekdays only',
      (day, random) => (demoSeason(day) > 1 && !weekend(day) ? random.poisson(30) : 0),
    ],
    ['one on the first of the month', (day) => (day.getUTCDate() === 1 ? 500 : 0)],
    ['one on the last of the month', (day) => (lastOfMonth(day) ? 500 : 0)],
    ['one on the first Monday', (day) => (firstMonday(day) ? 500 : 0)],
    [
      'one with a batch on the first Monday',
      (day, random) => (firstMonday(day) ? 500 : 0) + random.poisson(2),
    ],
    ['one of few events', (_day, random) => random.poisson(0.6)],
  ])('%s', (_name, habit) => {
    expect(alarms(habit, from)).toEqual({ highest: 0, share: 0 });
  });
});

test.each(histories)('with %s, moody weekdays raise a few points on a few days at most', (_, from) => {
  const { highest, share } = alarms(
    (day, random) => (weekend(day) ? 0 : random.poisson(30 * random.logNormal(1, 0.3))),
    from,
  );
  expect(highest).toBeLessThan(5);
  expect(share).toBeLessThan(0.02);
});

describe('once a year of its history is known', () => {
  const whole = (): number => START;

  test.each<[string, Habit]>([
    ['a yearly season', (day) => Math.round(50 * (1 + 0.8 * season(day)))],
    ['a summer that is slow', (day) => (summer(day) ? 8 : 40)],
    ['a summer without any', (day) => (summer(day) ? 0 : 40)],
    [
      'a first month of every quarter',
      (day) => (day.getUTCDate() === 1 && day.getUTCMonth() % 3 === 0 ? 500 : 0),
    ],
  ])('%s raises nothing', (_name, habit) => {
    expect(alarms(habit, whole)).toEqual({ highest: 0, share: 0 });
  });

  test('noise about a season raises a few points on a few days', () => {
    const { highest, share } = alarms((day, random) => random.poisson(50 * (1 + 0.8 * season(day))), whole);
    expect(highest).toBeLessThan(10);
    expect(share).toBeLessThan(0.02);
  });

  test('days at random raise little, seldom', () => {
    const { share } = alarms((_day, random) => (random.chance(0.2) ? random.poisson(10) : 0), whole);
    expect(share).toBeLessThan(0.05);
  });
});

test('a customer who has just begun raises nothing for six weeks of silence or eight in all, whatever its first days were', () => {
  for (const active of [1, 2, 5, 10, 27]) {
    for (let age = 1; age <= Math.min(55, active + 41); age++) {
      const days = Array.from({ length: age }, (_, day) => (day < active ? 50 : 0));
      expect(new Diary(START, days).riskAt(START + age * DAY).score).toBe(0);
    }
  }
});

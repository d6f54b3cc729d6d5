import { describe, expect, test } from '@jest/globals';
import { AS_OF, DAY, daysOf, Diary, factsAt, randomOf, runsOf } from './churn-sample.js';
import { assessChurnRisk, type ChurnSignal } from '../../../src/insight/churn-risk.js';

const signalOf = (runs: string, today?: number): ChurnSignal | null =>
  Diary.upTo(AS_OF, runsOf(runs), today).riskAt(AS_OF).signals[0] ?? null;

const summary = (signal: ChurnSignal | null): string =>
  signal === null ? '' : `${signal.kind} ${signal.weight}: ${signal.observed} of ${signal.baseline ?? '-'}`;

/** The turns of so many events on one day, then none until the day comes again. */
const every = (days: number, events: number): string => `${events}${',0'.repeat(days - 1)}`;

describe('declining usage', () => {
  test.each<[string, string, string]>([
    ['less than a fifth', '84*100 28*81', ''],
    ['30 %: (0.3 - 0.2) / 0.6 * 45', '84*100 28*70', 'DECLINING_USAGE 8: 1960 of 2800'],
    ['80 %', '84*100 28*20', 'DECLINING_USAGE 45: 560 of 2800'],
    ['all but a sign of life', '84*100 27*0 1*1', 'DECLINING_USAGE 45: 1 of 2800'],
    ['a first activity 56 days ago', '28*100 28*50', 'DECLINING_USAGE 23: 1400 of 2800'],
    ['a first activity 55 days ago', '27*100 28*50', ''],
    ['20 events before', `84*${every(7, 5)} 1*1 27*0`, 'DECLINING_USAGE 45: 1 of 20'],
    ['19 events before', `63*${every(7, 5)} 7*${every(7, 4)} 14*${every(7, 5)} 27*0 1*1`, ''],
    ['a quarter of 56 events is within the noise of counting', '84*2 28*2,1,1,2', ''],
    ['a quarter of 560 is not', '84*20 28*20,10,10,20', 'DECLINING_USAGE 4: 420 of 560'],
    ['four weeks as weak before', '28*30 56*100 28*50', ''],
    ['four weeks as weak long before', '28*30 84*100 28*50', 'DECLINING_USAGE 23: 1400 of 2800'],
    ['a monthly batch that is missing', `112*${every(28, 500)} 28*1`, ''],
    ['a weekly batch that is missing', `112*${every(7, 500)} 28*1`, 'DECLINING_USAGE 45: 28 of 2000'],
    ['a fall that is over', '84*100 21*10 7*250', ''],
  ])('%s', (_, runs, expected) => {
    expect(summary(signalOf(runs))).toBe(expected);
  });

  test('a year ago that was too quiet to tell is not asked', () => {
    const year = '308*60 28*40 28*10';
    expect(summary(signalOf(`1*20 55*0 ${year}`))).toBe('');
    expect(summary(signalOf(`1*19 55*0 ${year}`))).toBe('DECLINING_USAGE 41: 280 of 1120');
  });

  test('a year ago that rose expects nothing beyond the weakest weeks', () => {
    expect(summary(signalOf('28*10 28*50 308*60 28*40 28*20'))).toBe('DECLINING_USAGE 23: 560 of 1120');
  });

  test('the sentence says how far it looked back', () => {
    expect(signalOf('40*100 28*50')?.explanation).toContain('weakest 28 days in the 5 weeks before');
  });
});

describe('silence', () => {
  test.each<[string, string, string]>([
    ['a week of a daily customer', '112*1 6*0', ''],
    ['17 days of a customer of every other day: 10 / 21 * 45', '112*1,0 15*0', 'INACTIVE 21: 17 of 2'],
    ['three weeks of a weekly one', `112*${every(7, 3)} 14*0`, ''],
    ['six weeks of a weekly one', `112*${every(7, 3)} 35*0`, 'INACTIVE 45: 42 of 7'],
    ['the pause of 25 days half as long again', `200*${every(4, 1)} 21*0 20*${every(4, 1)} 33*0`, ''],
    ['a day more', `200*${every(4, 1)} 21*0 20*${every(4, 1)} 34*0`, 'INACTIVE 1: 38 of 5.3'],
    ['most of a year', '100*1 300*0', 'INACTIVE 45: 295 of 7'],
    ['all but a week of what can be seen', '100*1 415*0', 'INACTIVE 45: 414 of 7'],
    ['more than can be seen', '100*1 430*0', 'INACTIVE 45: 421 of -'],
    ['a first day 42 days ago', '1*9 41*0', ''],
    ['a first day 43 days ago: 1 / 42 * 45', '1*9 42*0', 'INACTIVE 1: 43 of 1'],
  ])('%s', (_, runs, expected) => {
    expect(summary(signalOf(runs))).toBe(expected);
  });

  test('is over with the first event of the day', () => {
    expect(signalOf(`112*${every(7, 3)} 35*0`, 1)).toBeNull();
  });

  test('is told as exactly as it is known', () => {
    expect(signalOf('100*1 300*0')).toMatchObject({
      since: Date.parse('2025-05-22T00:00:00Z'),
      explanation:
        'Last active 295 days ago or more, in the week to 2025-05-21; active days were 7 days apart before, 1 at most.',
    });
    expect(signalOf('100*1 430*0')).toMatchObject({
      since: null,
      explanation: 'Last active before 2025-01-16, more than 420 days ago.',
    });
  });

  test('is none of somebody who never came', () => {
    expect(assessChurnRisk(factsAt(AS_OF)).signals).toEqual([]);
  });
});

describe('a customer who stops', () => {
  const begin = Date.UTC(2024, 0, 1);
  const active = 500;

  test.each([
    ['daily', '500*40'],
    ['on weekdays', '500*40,40,40,40,40,0,0'],
    ['every other day', '500*40,0'],
    ['every other fortnight', `500*${'40,'.repeat(14)}${every(14, 0)}`],
  ])('%s has a score that only rises, up to 45', (_, runs) => {
    const diary = new Diary(begin, daysOf(runsOf(`${runs} 700*0`)));
    let before = 0;
    for (let day = active; day < active + 700; day++) {
      const { score } = diary.riskAt(begin + day * DAY + 9 * 3_600_000);
      expect(score).toBeGreaterThanOrEqual(before);
      before = score;
    }
    expect(before).toBe(45);
  });

  test.each([
    ['slowly', 90],
    ['fast', 20],
  ])('%s is seen on the way down', (_, days) => {
    const random = randomOf('fading');
    const counts = Array.from({ length: active }, (_, day) =>
      random.poisson(40 * Math.min(1, (active - day) / days)),
    );
    const diary = new Diary(begin, [...counts, ...Array<number>(30).fill(0)]);
    const scoreOn = (day: number): number => diary.riskAt(begin + day * DAY).score;
    expect(scoreOn(active - days)).toBe(0);
    expect(scoreOn(active)).toBeGreaterThan(5);
    expect(scoreOn(active + 28)).toBe(45);
  });
});

import { describe, expect, test } from '@jest/globals';
import { Turns as LimitedTurns, type TurnLimits } from '../../src/turns.js';

const LIMITS = { running: 2, ofTenant: 3, waiting: 1, waitMs: 60_000 };
const REFUSALS = { ofTenant: 'too many', busy: 'busy' };
class Turns extends LimitedTurns {
  constructor(limits: TurnLimits) {
    super(limits, REFUSALS);
  }
}
const never = new AbortController().signal;

/** Whether a promise is settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open');
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise.catch(() => null), Promise.resolve(open)])) !== open;
}

describe('turns', () => {
  test('so many at once, then in the order in which they came', async () => {
    const turns = new Turns({ ...LIMITS, waiting: 2 });
    const [first, second] = [await turns.take('a', never), await turns.take('b', never)];
    const third = turns.take('c', never);
    const fourth = turns.take('d', never);
    expect(await isSettled(third)).toBe(false);
    first();
    first();
    (await third)();
    await fourth;
    second();
    await turns.take('a', never);
  });

  test('refuses where too many wait, and those of one tenant before', async () => {
    const turns = new Turns(LIMITS);
    const leave = await turns.take('a', never);
    await turns.take('a', never);
    const waiting = turns.take('a', never);
    await expect(turns.take('a', never)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    await expect(turns.take('b', never)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    leave();
    (await waiting)();
    (await turns.take('b', never))();
    await turns.take('a', never);
  });

  test('who waits too long, or goes, gives its place up', async () => {
    const turns = new Turns({ ...LIMITS, waitMs: 1 });
    const leave = await turns.take('a', never);
    await turns.take('b', never);
    await expect(turns.take('c', never)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const gone = new AbortController();
    const patient = new Turns(LIMITS);
    await patient.take('a', never);
    await patient.take('b', never);
    const waiting = patient.take('c', gone.signal);
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(patient.take('c', gone.signal)).rejects.toThrow('gone');
    leave();
    (await turns.take('c', never))();
  });
});

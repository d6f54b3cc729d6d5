import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Heartbeats } from '../../../src/server/sockets/heartbeats.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('each is looked at once in a while, those that came apart not at once, with one timer that ends with the last', () => {
  const hearts = new Heartbeats<{ beat(): void }>(1_200);
  const beats: string[] = [];
  const member = (name: string) => ({ beat: () => void beats.push(name) });
  const [a, b] = [member('a'), member('b')];
  hearts.add(a);
  jest.advanceTimersByTime(300);
  hearts.add(b);
  expect(jest.getTimerCount()).toBe(1);
  jest.advanceTimersByTime(899);
  expect(beats).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(beats).toEqual(['a']);
  jest.advanceTimersByTime(300);
  expect(beats).toEqual(['a', 'b']);
  expect([...hearts]).toEqual([a, b]);
  hearts.remove(a);
  jest.advanceTimersByTime(1_200);
  expect(beats).toEqual(['a', 'b', 'b']);
  hearts.remove(a);
  expect(hearts.size).toBe(1);
  hearts.remove(b);
  expect([hearts.size, jest.getTimerCount()]).toEqual([0, 0]);
});

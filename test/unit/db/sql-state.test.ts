import { expect, test } from '@jest/globals';
import { breaksConnection, isRetryable, isUnavailable, sqlState } from '../../../src/db/sql-state.js';

const answered = (code: string, severity = 'ERROR') => Object.assign(new Error('told'), { code, severity });
const system = (code: string) => Object.assign(new Error('told'), { code });

test.each([
  ['a deadlock', answered('40P01'), { retryable: true, unavailable: false, breaks: false }],
  ['a fault of the statement', answered('42703'), { retryable: false, unavailable: false, breaks: false }],
  ['too many connections', answered('53300', 'FATAL'), { retryable: false, unavailable: true, breaks: true }],
  ['a terminated backend', answered('57P01', 'FATAL'), { retryable: false, unavailable: true, breaks: true }],
  ['a refused connection', system('ECONNREFUSED'), { retryable: false, unavailable: true, breaks: true }],
  // Five capital letters, and no SQLSTATE.
  ['a broken pipe', system('EPIPE'), { retryable: false, unavailable: true, breaks: true }],
  [
    'pg on a lost connection',
    new Error('Connection terminated unexpectedly'),
    { retryable: false, unavailable: true, breaks: true },
  ],
  [
    'pg on a server that says nothing',
    new Error('timeout expired'),
    { retryable: false, unavailable: true, breaks: true },
  ],
  [
    'a fault of the program',
    new TypeError('x is not a function'),
    { retryable: false, unavailable: false, breaks: true },
  ],
  ['nothing', undefined, { retryable: false, unavailable: false, breaks: true }],
])('%s', (_, error, expected) => {
  expect({
    retryable: isRetryable(error),
    unavailable: isUnavailable(error),
    breaks: breaksConnection(error),
  }).toEqual(expected);
});

test('a system error has no SQLSTATE', () => {
  expect([sqlState(answered('42703')), sqlState(system('EPIPE'))]).toEqual(['42703', null]);
});

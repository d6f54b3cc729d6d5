import { expect, test } from '@jest/globals';
import { eventMatcher } from '../../../src/event-log/event-matcher.js';
import { readEventFilter } from '../../../src/event-log/event-query.js';
import type { LogEvent } from '../../../src/feed/log-event.js';

test('the texts of an event are looked at once, however many filters search them', () => {
  let reads = 0;
  const event: LogEvent = {
    ...{ seq: 1n, id: 'e', source: 's', type: 'system.deployed', time: 0, recordedAt: 0 },
    ...{ category: 'SYSTEM', severity: 'INFO', actor: null, customerId: null, productId: null },
    ...{ statusCode: null, latencyMs: null, attributes: { region: 'EU-West' }, size: 0 },
    get message() {
      reads += 1;
      return 'Gateway 417 deployed';
    },
  };
  const matches = Array.from({ length: 1_000 }, (_, number) => {
    const query = readEventFilter({ search: `GATEWAY eu-w ${number}` }, () => 0);
    return eventMatcher(query)(event);
  });
  // Those numbers that 417 holds.
  expect(matches.flatMap((isMatch, number) => (isMatch ? [number] : []))).toEqual([1, 4, 7, 17, 41, 417]);
  expect(reads).toBe(1);
});

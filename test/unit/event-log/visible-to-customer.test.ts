import { expect, test } from '@jest/globals';
import { isVisibleTo } from '../../../src/event-log/visible-to-customer.js';

test.each([
  ['of its own', 'c1', 'usage.recorded', true],
  ['of another customer', 'c2', 'usage.recorded', false],
  ['of nobody', null, 'system.deployed', false],
  ['a cost of its own', 'c1', 'cost.incurred', false],
  ['an alert about it', 'c1', 'usage.threshold_breached', false],
  ['an anomaly of its', 'c1', 'usage.anomaly_detected', false],
  ['a type that begins like one', 'c1', 'cost.incurred.x', true],
])('credentials of one customer see an event %s or not', (_, customerId, type, isVisible) => {
  expect(isVisibleTo('c1', { customerId, type })).toBe(isVisible);
  expect(isVisibleTo(null, { customerId, type })).toBe(true);
});

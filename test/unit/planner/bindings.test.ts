import { expect, test } from '@jest/globals';
import { Bindings } from '../../../src/planner/bindings.js';

test('a value is bound once for each type that it is used as', () => {
  const bindings = new Bindings();
  expect([
    bindings.bind('500'),
    bindings.bind('500', 'numeric'),
    bindings.bind('500', 'text'),
    bindings.bind('500', 'numeric'),
    bindings.bind(500, 'int'),
    bindings.bind(500, 'bigint'),
    bindings.texts(['500']),
  ]).toEqual(['$1', '$2::numeric', '$1::text', '$2::numeric', '$3::int', '$4::bigint', '$5::text[]']);
  expect(bindings.values).toEqual(['500', '500', 500, 500, ['500']]);
});

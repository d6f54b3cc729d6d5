import { describe, expect, test } from '@jest/globals';
import { Bindings } from '../../../src/planner/bindings.js';
import { conditionSql, type ComparedAs, type Operator } from '../../../src/planner/condition.js';

function written(operator: Operator, values: readonly string[], type: ComparedAs = 'text') {
  const bindings = new Bindings();
  const sql = conditionSql('product_id', type, { field: 'product', operator, values }, bindings);
  return { sql, values: bindings.values };
}

describe('texts', () => {
  test.each<[operator: Operator, values: string[], sql: string, bound: unknown[]]>([
    ['EQ', ['a'], 'product_id = ANY ($1::text[])', [['a']]],
    ['IN', ['a', 'b'], 'product_id = ANY ($1::text[])', [['a', 'b']]],
    ['NEQ', ['a'], '(product_id <> ALL ($1::text[]) OR product_id IS NULL)', [['a']]],
    ['NOT_IN', ['a', 'b'], '(product_id <> ALL ($1::text[]) OR product_id IS NULL)', [['a', 'b']]],
    ['GT', ['a'], '(product_id COLLATE "C" > $1::text)', ['a']],
    ['GTE', ['a'], '(product_id COLLATE "C" >= $1::text)', ['a']],
    ['LT', ['a'], '(product_id COLLATE "C" < $1::text)', ['a']],
    ['LTE', ['a'], '(product_id COLLATE "C" <= $1::text)', ['a']],
    ['CONTAINS', ["%' OR"], '(strpos(product_id, $1::text) > 0)', ["%' OR"]],
    [
      ...(['STARTS_WITH', ['a', 'b']] as [Operator, string[]]),
      '(starts_with(product_id, $1::text) OR starts_with(product_id, $2::text))',
      ['a', 'b'],
    ],
    ['EXISTS', ['true'], 'product_id IS NOT NULL', []],
    ['EXISTS', ['false'], 'product_id IS NULL', []],
  ])('%s %j', (operator, values, sql, bound) => {
    expect(written(operator, values)).toEqual({ sql, values: bound });
  });
});

describe('numbers', () => {
  test.each<[operator: Operator, values: string[], sql: string]>([
    ['IN', ['1', '2'], 'product_id = ANY ($1::numeric[])'],
    ['NEQ', ['1'], '(product_id <> ALL ($1::numeric[]) OR product_id IS NULL)'],
    ['GTE', ['1'], '(product_id >= $1::numeric)'],
    ['EXISTS', ['false'], 'product_id IS NULL'],
  ])('%s %j', (operator, values, sql) => {
    expect(written(operator, values, 'numeric').sql).toBe(sql);
  });
});

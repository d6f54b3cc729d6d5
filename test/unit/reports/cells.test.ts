import { describe, expect, test } from '@jest/globals';
import { cellOf, type Cell } from '../../../src/reports/cells.js';
import type { ColumnType } from '../../../src/reports/columns.js';

describe('exactly', () => {
  test.each<[type: ColumnType, text: string | null, cell: Cell]>([
    ['STRING', '12', '12'],
    ['STRING', '', ''],
    ['STRING', null, null],
    ['INTEGER', '0', 0],
    ['INTEGER', '-404', -404],
    ['INTEGER', '999999999999999', 999_999_999_999_999],
    ['INTEGER', '9007199254740991', Number.MAX_SAFE_INTEGER],
    ['INTEGER', '9007199254740992', '9007199254740992'],
    ['INTEGER', '-9007199254740993', '-9007199254740993'],
    ['INTEGER', null, null],
    ['DECIMAL', '1.50', '1.5'],
    ['DECIMAL', '-0.00', '0'],
    ['DECIMAL', '9007199254740993.1', '9007199254740993.1'],
    ['DECIMAL', null, null],
    ['FLOAT', '0.3333333333333333', 1 / 3],
    ['FLOAT', '1e-07', 1e-7],
    ['FLOAT', null, null],
    ['BOOLEAN', 'true', true],
    ['BOOLEAN', 't', true],
    ['BOOLEAN', 'false', false],
    ['DATETIME', '0', '1970-01-01T00:00:00.000Z'],
    ['DATETIME', '1753000000.001000', '2025-07-20T08:26:40.001Z'],
    ['DATETIME', '1753000000.999999', '2025-07-20T08:26:40.999Z'],
    ['DATETIME', '1753000000.289000', '2025-07-20T08:26:40.289Z'],
    ['DATETIME', '-0.000001', '1969-12-31T23:59:59.999Z'],
    ['DATETIME', null, null],
  ])('%s %s', (type, text, cell) => {
    expect(cellOf(text, type, 'EXACT')).toBe(cell);
  });
});

test('every millisecond of an instant is told as it is', () => {
  const told = Array.from({ length: 2_000 }, (_, i) => {
    const [seconds, ms] = [1_000_000_007 + i * 500_009, String(i % 1_000).padStart(3, '0')];
    return [
      cellOf(`${seconds}.${ms}000`, 'DATETIME', 'EXACT'),
      new Date(Number(`${seconds}${ms}`)).toISOString(),
    ];
  });
  expect(told.filter(([cell, expected]) => cell !== expected)).toEqual([]);
});

describe('as the nearest numbers', () => {
  test.each<[type: ColumnType, text: string, cell: Cell]>([
    ['STRING', '1.50', '1.50'],
    ['INTEGER', '9007199254740993', 9_007_199_254_740_992],
    ['DECIMAL', '1.50', 1.5],
    ['DECIMAL', `0.${'0'.repeat(49)}1`, 1e-50],
    ['DATETIME', '0', '1970-01-01T00:00:00.000Z'],
  ])('%s %s', (type, text, cell) => {
    expect(cellOf(text, type, 'FLOAT')).toBe(cell);
  });
});

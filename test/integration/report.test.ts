import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at, COMPARED, openReportBench, type ReportBench } from '../support/report-bench.js';

let on: ReportBench;
beforeAll(async () => {
  on = await openReportBench();
}, 300_000);
afterAll(() => on.bench.stop());

describe('filters', () => {
  test.each<[op: string, values: string[], customers: string[]]>([
    ['EQ', ['p1'], ['c1', 'c1']],
    ['EQ', ['P1'], []],
    ['NEQ', ['p1'], ['c2', 'c3']],
    ['IN', ['p2', 'p1'], ['c1', 'c1', 'c3']],
    ['NOT_IN', ['p2', 'nobody'], ['c1', 'c1', 'c2']],
    ['GT', ['p1'], ['c3']],
    ['GTE', ['p1'], ['c1', 'c1', 'c3']],
    ['LT', ['p2'], ['c1', 'c1']],
    ['LT', ['P2'], []],
    ['LTE', ['p2'], ['c1', 'c1', 'c3']],
    ['CONTAINS', ['2', '?'], ['c3']],
    ['CONTAINS', ['P'], []],
    ['STARTS_WITH', ['p1', 'p2'], ['c1', 'c1', 'c3']],
    ['STARTS_WITH', ['1'], []],
    ['EXISTS', [], ['c1', 'c1', 'c3']],
    ['EXISTS', ['true'], ['c1', 'c1', 'c3']],
    ['EXISTS', ['false'], ['c2']],
  ])('of a text: %s %j', async (op, values, customers) => {
    const rows = await on.rowsOf({
      dimensions: ['customer', 'billableUnit'],
      filters: [{ field: 'product', op, values }],
      orderBy: [{ field: 'customer' }],
    });
    expect(rows.map(([customer]) => customer)).toEqual(customers);
  });

  test.each<[op: string, values: string[], codes: (number | null)[]]>([
    ['EQ', ['404.0'], [404]],
    ['NEQ', ['404'], [200, 503, null]],
    ['IN', ['2e2', '503'], [200, 503]],
    ['NOT_IN', ['200', '1'], [404, 503, null]],
    ['GT', ['200.5'], [404, 503]],
    ['GTE', ['404'], [404, 503]],
    ['LT', ['503'], [200, 404]],
    ['LTE', ['-1'], []],
    ['EXISTS', ['true'], [200, 404, 503]],
    ['EXISTS', ['false'], [null]],
  ])('of a whole number: %s %j', async (op, values, codes) => {
    const query = { dataset: 'EVENTS', dimensions: ['statusCode'], orderBy: [{ field: 'statusCode' }] };
    const isLog = { field: 'category', op: 'IN', values: ['API', 'AUTH'] };
    const rows = await on.rowsOf({ ...query, filters: [isLog, { field: 'statusCode', op, values }] });
    expect(rows).toEqual(codes.map((code) => [code, 1]));
  });

  test('severities are compared and ordered by how grave they are', async () => {
    const levels = ['CRITICAL', 'DEBUG', 'ERROR', 'INFO', 'WARNING'];
    await on.bench.send(
      levels.map((severity) => ({
        ...{ id: `grave ${severity}`, source: 'test', type: 'system.grave', time: at(0) },
        data: { message: 'm', severity },
      })),
    );
    const asked = async (more: object, op = 'EXISTS', values: string[] = []): Promise<unknown[]> => {
      const filters = [
        { field: 'type', op: 'EQ', values: ['system.grave'] },
        { field: 'severity', op, values },
      ];
      const rows = await on.rowsOf({ dataset: 'EVENTS', dimensions: ['severity'], filters, ...more });
      return rows.map(([severity]) => severity);
    };
    const ascending = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];
    expect(await asked({ orderBy: [{ field: 'severity' }] })).toEqual(ascending);
    expect(await asked({ orderBy: [{ field: 'severity', direction: 'DESC' }] })).toEqual(
      [...ascending].reverse(),
    );
    // Equal groups go by the dimension.
    expect(await asked({ others: true, limit: 2 })).toEqual(['DEBUG', 'INFO', null]);
    expect(await asked({}, 'GTE', ['WARNING'])).toEqual(['WARNING', 'ERROR', 'CRITICAL']);
    expect(await asked({}, 'GT', ['WARNING'])).toEqual(['ERROR', 'CRITICAL']);
    expect(await asked({}, 'LT', ['WARNING'])).toEqual(['DEBUG', 'INFO']);
    expect(await asked({}, 'LTE', ['WARNING'])).toEqual(['DEBUG', 'INFO', 'WARNING']);
    expect(await asked({}, 'GT', ['CRITICAL'])).toEqual([]);
  });

  test('the same value as a text and as a number', async () => {
    const text = { field: 'statusClass', op: 'NEQ', values: ['404'] };
    const number = { field: 'statusCode', op: 'EQ', values: ['404'] };
    for (const filters of [
      [text, number],
      [number, text],
    ]) {
      expect(await on.rowsOf({ dataset: 'EVENTS', filters })).toEqual([[1]]);
    }
  });

  test('all of them have to be passed', async () => {
    const filters = [
      { field: 'billableUnit', op: 'EQ', values: ['calls'] },
      { field: 'product', op: 'EXISTS', values: [] },
    ];
    expect(await on.rowsOf({ filters })).toEqual([[2]]);
  });
});

describe('having', () => {
  const query = {
    ...{ measures: ['quantity'], dimensions: ['customer'], window: COMPARED },
    orderBy: [{ field: 'customer' }],
  };

  test('what it is compared with', async () => {
    expect(await on.rowsOf(query)).toEqual([
      ['c1', '17.5', '0', '17.5', null],
      ['c2', '4', '8', '-4', -0.5],
      ['c3', '-1', '0', '-1', null],
      ['c4', '0', '3', '-3', -1],
    ]);
  });

  test.each<[field: string, op: string, values: string[], customers: string[]]>([
    ['quantity', 'EQ', ['4.00'], ['c2']],
    ['quantity', 'NEQ', ['4'], ['c1', 'c3', 'c4']],
    ['quantity', 'IN', ['4', '0'], ['c2', 'c4']],
    ['quantity', 'GT', ['4'], ['c1']],
    ['quantity__previous', 'GTE', ['3'], ['c2', 'c4']],
    ['quantity__previous', 'NOT_IN', ['0', '8'], ['c4']],
    ['quantity__change', 'LT', ['-1'], ['c2', 'c4']],
    ['quantity__change', 'LTE', ['-1'], ['c2', 'c3', 'c4']],
    ['quantity__change_ratio', 'EXISTS', [], ['c2', 'c4']],
    ['quantity__change_ratio', 'EXISTS', ['false'], ['c1', 'c3']],
    ['quantity__change_ratio', 'NEQ', ['-1'], ['c1', 'c2', 'c3']],
    ['quantity__change_ratio', 'EQ', ['-0.5'], ['c2']],
  ])('%s %s %j', async (field, op, values, customers) => {
    const { rows, total } = await on.report({ ...query, having: [{ field, op, values }] });
    expect(rows.map(([customer]) => customer)).toEqual(customers);
    expect(total).toBe(customers.length);
  });

  test('is judged behind the filling', async () => {
    const rows = await on.rowsOf({
      ...{ timeDimension: true, having: [{ field: 'events', op: 'LT', values: ['1'] }] },
      filters: [{ field: 'customer', op: 'EQ', values: ['c1'] }],
    });
    expect(rows).toEqual([[at(2), 0]]);
  });

  test('of instants', async () => {
    const asked = (op: string) => ({
      ...{ dataset: 'MCP', measures: ['firstCall'], dimensions: ['tool'] },
      having: [{ field: 'firstCall', op, values: [at(1, 2)] }],
    });
    expect(await on.rowsOf(asked('GTE'))).toEqual([['t', at(1, 2)]]);
    expect(await on.rowsOf(asked('GT'))).toEqual([]);
  });

  test('of instants, as they are shown', async () => {
    const shown = at(0, 5).replace('.000Z', '.123Z');
    const call = {
      ...{ id: 'micros', source: 'test', type: 'mcp.tool.called', time: shown.replace('Z', '456Z') },
      data: { serverId: 's', tool: 'micros', sessionId: 'z' },
    };
    await on.bench.send([call]);
    const local = new Date(Date.parse(shown) + 5.75 * 3_600_000).toISOString().slice(0, -1);
    for (const [op, value, rows] of [
      ['EQ', shown, 1],
      ['EQ', String(Date.parse(shown)), 1],
      ['EQ', local, 1],
      ['GT', shown, 0],
      ['LTE', shown, 1],
      ['NEQ', shown, 0],
      ['LT', 'now-1d', 1],
      ['GTE', 'now-1d/d', 0],
    ] as const) {
      const found = await on.rowsOf({
        ...{ dataset: 'MCP', measures: ['lastCall'], dimensions: ['tool'] },
        window: { from: at(0), to: at(3), timeZone: 'Asia/Kathmandu' },
        filters: [{ field: 'tool', op: 'EQ', values: ['micros'] }],
        having: [{ field: 'lastCall', op, values: [value] }],
      });
      expect([op, value, found]).toEqual([op, value, rows === 1 ? [['micros', shown]] : []]);
    }
  });
});

describe('changes', () => {
  // The quotient is past what a double holds, and the whole statement fails.
  test('that no double holds are not known', async () => {
    const call = (id: string, time: string, durationMs: number) => ({
      ...{ id, source: 'test', type: 'mcp.tool.called', time },
      data: { serverId: 's', tool: 'slow', sessionId: 'y', durationMs },
    });
    await on.bench.send([call('slow', at(0), 1e300), call('fast', at(-1), 1e-10)]);
    const query = { dataset: 'MCP', measures: ['minDuration'], window: COMPARED };
    const filters = [{ field: 'tool', op: 'EQ', values: ['slow'] }];
    expect(await on.rowsOf({ ...query, filters })).toEqual([[1e300, 1e-10, 1e300, null]]);
  });
});

describe('money', () => {
  test('is told by currency, and what has none does not exist where nothing else is asked for', async () => {
    const answer = await on.report({ measures: ['revenue'], orderBy: [{ field: 'currency' }] });
    expect(answer.columns.map(({ name }) => name)).toEqual(['currency', 'revenue']);
    expect(answer.rows).toEqual([
      ['EUR', '2'],
      ['USD', '6'],
    ]);
    const beside = await on.rowsOf({ measures: ['revenue', 'events'], orderBy: [{ field: 'currency' }] });
    expect(beside).toEqual([
      ['EUR', '2', 1],
      ['USD', '6', 2],
      [null, '0', 1],
    ]);
  });

  test('others are folded in each currency apart', async () => {
    const query = { measures: ['revenue'], dimensions: ['customer'], others: true, limit: 1 };
    const answer = await on.report({ ...query, window: { from: at(-3), to: at(3) } });
    expect(answer.columns.map(({ name }) => name)).toEqual(['customer', 'currency', 'others', 'revenue']);
    expect(answer.rows).toEqual([
      ['c4', 'EUR', false, '6'],
      ['c1', 'USD', false, '5'],
      [null, 'USD', true, '5'],
      [null, 'EUR', true, '2'],
    ]);
    expect(answer).toMatchObject({ total: 4, nextOffset: null });
  });
});

describe('others', () => {
  test('stand last, or last of their bucket, and are ranked over the whole window', async () => {
    const query = { measures: ['quantity'], dimensions: ['customer'], others: true, limit: 1 };
    expect(await on.rowsOf(query)).toEqual([
      ['c1', false, '17.5'],
      [null, true, '3'],
    ]);
    expect(await on.rowsOf({ ...query, orderBy: [{ field: 'quantity' }] })).toEqual([
      ['c3', false, '-1'],
      [null, true, '21.5'],
    ]);
    expect(await on.rowsOf({ ...query, timeDimension: true })).toEqual([
      [at(0), 'c1', false, '10'],
      [at(0), null, true, '4'],
      [at(1), 'c1', false, '7.5'],
      [at(1), null, true, '0'],
      [at(2), 'c1', false, '0'],
      [at(2), null, true, '-1'],
    ]);
  });

  test('ties go by the dimensions, and nobody is others where all have a place', async () => {
    const query = { dimensions: ['product'], others: true };
    expect(await on.rowsOf({ ...query, limit: 2 })).toEqual([
      ['p1', false, 2],
      ['p2', false, 1],
      [null, true, 1],
    ]);
    const all = await on.rowsOf({ ...query, limit: 3 });
    expect(all).toEqual([
      ['p1', false, 2],
      ['p2', false, 1],
      [null, false, 1],
    ]);
  });

  test('distinct counts are counted anew', async () => {
    const query = { measures: ['customers'], dimensions: ['billableUnit'], others: true, limit: 1 };
    const rows = await on.rowsOf({ ...query, window: { from: at(-3), to: at(3) } });
    expect(rows).toEqual([
      ['calls', false, 3],
      [null, true, 2],
    ]);
  });
});

describe('buckets', () => {
  const query = { timeDimension: true, filters: [{ field: 'customer', op: 'EQ', values: ['c3'] }] };

  test('all of them have a row, also of nothing', async () => {
    expect(await on.rowsOf(query)).toEqual([
      [at(0), 0],
      [at(1), 0],
      [at(2), 1],
    ]);
    const nobody = { ...query, filters: [{ field: 'customer', op: 'EQ', values: ['nobody'] }] };
    expect(await on.rowsOf(nobody)).toHaveLength(3);
    expect(await on.rowsOf({ ...nobody, dimensions: ['customer'] })).toEqual([]);
  });

  test('those that have nothing have no row without filling', async () => {
    expect(await on.rowsOf({ ...query, fill: false })).toEqual([[at(2), 1]]);
  });

  test('each group has a row in all of them, with what is not known null', async () => {
    const measures = ['quantity', 'quantityMax', 'customers'];
    const rows = await on.rowsOf({ ...query, measures, dimensions: ['customer', 'product'], fill: true });
    expect(rows).toEqual([
      [at(0), 'c3', 'p2', '0', null, 0],
      [at(1), 'c3', 'p2', '0', null, 0],
      [at(2), 'c3', 'p2', '-1', '-1', 1],
    ]);
  });

  test('are compared one by one, also of what is there only before', async () => {
    const compared = { timeDimension: true, dimensions: ['billableUnit'], window: COMPARED };
    const filters = [{ field: 'billableUnit', op: 'IN', values: ['gb', 'tokens'] }];
    expect(await on.rowsOf({ ...compared, filters, fill: false })).toEqual([
      [at(1), 'tokens', 1, 0, 1, null],
      [at(2), 'gb', 0, 1, -1, -1],
    ]);
    expect(await on.rowsOf({ ...compared, filters })).toHaveLength(6);
  });
});

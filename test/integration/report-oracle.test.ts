import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aggregated } from '../../src/catalogue/catalogue.js';
import { DATASET_NAMES, OFFERED, type DatasetName } from '../../src/reports/offered.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { NOW, SEED, assertProperty, draw, runsOr } from '../support/oracle/oracle-run.js';
import { recompute, type OracleReport, type Question } from '../support/oracle/report-answer.js';
import { reports, type AskedReport } from '../support/oracle/report-cases.js';
import { cellFault, NAMES_OF, type Names } from '../support/oracle/report-columns.js';
import { reportEvent, type ReportEvent, type ReportFact } from '../support/oracle/report-facts.js';
import { billedEvent, billedHistory, invoiceFacts } from '../support/oracle/report-invoices.js';
import { DATASETS } from '../support/oracle/report-measures.js';
import { questionOf } from '../support/oracle/report-question.js';
import type { OracleInvoiceEvent } from '../support/oracle/revenue-invoices.js';
import { runParts } from '../support/oracle/rollup-states.js';
import { CUSTOMERS } from '../support/oracle/usage-events.js';
import { resolve, windowInput } from '../support/oracle/usage-window.js';

/** Cases; they are dealt out to the states that rollups can be in. */
const RUNS = runsOr(105);
/** Rows of an answer with others at most. */
const MOST_ROWS = 10_000;

let bench: OracleBench;
let keys: ReadonlyMap<string | null, string>;
const events: ReportEvent[] = [];
const invoices: OracleInvoiceEvent[] = [];
/** The order in which usage was recorded. */
const orders = new Map<string, bigint>();
let names: Names;

/** Sends new events, some of them twice, older ones again, and others under identities that are taken. */
async function send(count: number, name: string, seed: number): Promise<void> {
  const made = draw(reportEvent(bench.now), count, seed).map((make, i) => make(`${name} ${i}`));
  // Invoices stand as the database's own clock has it.
  const billed = draw(billedHistory(NOW), Math.ceil(count / 10), seed)
    .flat()
    .map((event, i) => ({ ...event, id: `${name} invoice ${i}` }));
  const fresh = [...made, ...billed.map(billedEvent)];
  const again = [...events.slice(-5), ...fresh.slice(0, 5)];
  const conflicting = events
    .slice(0, 3)
    .map(({ sent }) => ({ ...sent, type: 'system.other', data: { message: 'x' } }));
  const verdicts = await bench.send([
    ...events.slice(-5).map(({ sent }) => sent),
    ...fresh.map(({ sent }) => sent),
    ...fresh.slice(0, 5).map(({ sent }) => sent),
    ...conflicting,
  ]);
  expect(verdicts).toEqual({
    ACCEPTED: fresh.length,
    DUPLICATE: again.length,
    ...(conflicting.length === 0 ? {} : { CONFLICT: conflicting.length }),
  });
  events.push(...fresh);
  invoices.push(...billed);
  const { rows } = await bench.db.write.query<{ event_id: string; seq: string }>(
    'SELECT event_id, seq FROM usage_events WHERE tenant_id = $1',
    ['acme'],
  );
  for (const { event_id: id, seq } of rows) orders.set(id, BigInt(seq));
  names = await readNames();
}

/** What everything that has a name is called now. */
async function readNames(): Promise<Names> {
  const read = Object.entries(NAMES_OF).map(async ([dimension, text]) => {
    const { rows } = await bench.db.write.query<{ id: string; name: string }>(
      `${text} WHERE tenant_id = $1`,
      ['acme'],
    );
    return [dimension, new Map(rows.map(({ id, name }) => [id, name]))] as const;
  });
  return new Map(await Promise.all(read));
}

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  for (let batch = 0; batch < 2; batch++) await send(300, `history ${batch}`, SEED + batch);
  // What others have must not matter.
  await bench.send(
    events.slice(0, 200).map(({ sent }) => sent),
    'other',
  );
  // Some have names of their own, two of them the same one.
  for (const [relation, column] of [
    ['customers', 'name'],
    ['products', 'name'],
    ['billable_units', 'title'],
    ['mcp_servers', 'name'],
  ] as const) {
    await bench.db.write.query(
      `UPDATE ${relation} SET ${column} = left('Zo\u00eb ' || md5(id), 5) WHERE hashtext(id) % 3 <> 0`,
    );
  }
  names = await readNames();
  const readers = [null, ...CUSTOMERS];
  const made = await Promise.all(
    readers.map((customer) => bench.key(customer ?? undefined, ['analytics:read', 'events:read'])),
  );
  keys = new Map(readers.map((customer, i) => [customer, made[i] ?? '']));
}, 300_000);
afterAll(() => bench.stop());

function factsOf(dataset: DatasetName, narrowed: string | null): ReportFact[] {
  const facts =
    dataset === 'INVOICES'
      ? invoiceFacts(invoices, Date.now())
      : events.flatMap((event) => event.facts[dataset] ?? []);
  if (narrowed === null) return facts;
  // Costs are not shown to the customers that they are about.
  const isHidden = (of: ReportFact['of']): boolean => dataset === 'EVENTS' && of['type'] === 'cost.incurred';
  return facts.filter(({ of }) => of['customer'] === narrowed && !isHidden(of));
}

const QUERY = `query ($query: ReportQuery!) {
  report(query: $query) { columns { name type role } rows total nextOffset meta { from to } } }`;

interface Answer {
  readonly report: {
    readonly columns: readonly unknown[];
    readonly rows: readonly (readonly unknown[])[];
    readonly total: number;
    readonly nextOffset: number | null;
    readonly meta: unknown;
  };
}

/** What is wrong with a page of rows. */
function rowFaults(
  rows: readonly (readonly unknown[])[],
  { rows: expected, columns }: OracleReport,
  { from, buckets }: { from: number; buckets: readonly number[] },
): string[] {
  return rows.flatMap((cells, place) => {
    const row = expected[from + place];
    if (row === undefined) return [`row ${place} should not be there`];
    let dimension = 0;
    return columns.flatMap(({ name, type, role }, i) => {
      const cell = cells[i];
      const same = (wanted: unknown): string | null =>
        cell === wanted ? null : `${JSON.stringify(cell)} instead of ${JSON.stringify(wanted)}`;
      const value = (): string | number | null => {
        const text = row.of[dimension++] ?? null;
        return text !== null && type === 'INTEGER' ? Number(text) : text;
      };
      const wrong =
        role === 'TIME'
          ? same(new Date(buckets[row.slot] ?? NaN).toISOString())
          : role === 'DIMENSION'
            ? same(value())
            : role === 'NAME'
              ? same(names.get(name.slice(0, -'__name'.length))?.get(row.of[dimension - 1] ?? '') ?? null)
              : role === 'OTHERS'
                ? same(row.isOthers)
                : cellFault(cell, row.figures.get(name) ?? null, type);
      return wrong === null ? [] : [`row ${place}, ${name}: ${wrong}`];
    });
  });
}

async function check(asked: AskedReport): Promise<void> {
  const window = resolve(asked.window, bench.now);
  const visible = factsOf(asked.dataset, asked.narrowed);
  const { question, expected } = questionOf(
    asked,
    (told: Question) => recompute(visible, orders, told, window, names),
    factsOf(asked.dataset, null),
  );
  const query = {
    ...question,
    window: windowInput(question.window),
    having: question.having.map(({ field, op, values }) => ({ field, op, values })),
  };
  const answer = await bench.ask(keys.get(asked.narrowed) ?? '', QUERY, { query });
  const about = JSON.stringify({ query, narrowed: asked.narrowed, now: bench.now });
  if (question.others && expected.rows.length > MOST_ROWS) {
    const message = expect.stringContaining(`a report with others has at most ${MOST_ROWS} rows`);
    expect([about, answer.errors]).toEqual([about, [expect.objectContaining({ message })]]);
    return;
  }
  const report = (answer.data as Answer | null)?.report;
  if (report === undefined || answer.errors !== undefined) {
    throw new Error(`${about}: ${JSON.stringify(answer)}`);
  }
  const from = question.offset ?? 0;
  const page = expected.rows.slice(from, question.others ? undefined : from + (question.limit ?? 1000));
  const end = from + page.length;
  const faults = rowFaults(report.rows, expected, { from, buckets: window.buckets.starts });
  expect({ about, faults: faults.slice(0, 10), ...report, rows: report.rows.length }).toEqual({
    about,
    faults: [],
    columns: expected.columns,
    rows: page.length,
    total: expected.rows.length,
    nextOffset: !question.others && page.length > 0 && end < expected.rows.length ? end : null,
    meta: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
  });
}

describe('reports equal a recomputation from the events', () => {
  test.each(DATASET_NAMES)('all of %s that is offered is recomputed', (name) => {
    const offered = OFFERED.find((one) => one.name === name);
    const keysOf = (entries: readonly { readonly key: string }[] | undefined) =>
      entries?.map(({ key }) => key).sort();
    expect(Object.keys(DATASETS[name].measures).sort()).toEqual(keysOf(offered?.measures));
    expect(Object.keys(DATASETS[name].dimensions).sort()).toEqual(keysOf(offered?.dimensions));
  });

  test.each(runParts(RUNS, 1))(
    'part $part: $name',
    async ({ part, enter, runs }) => {
      bench.now += part * 300_000;
      await send(40, `part ${part}`, SEED + 100 + part);
      const ends = await Promise.all(aggregated.map((dataset) => enter(bench, dataset)));
      try {
        await assertProperty(reports(bench.now), check, { runs, part, all: RUNS });
      } finally {
        await Promise.all(ends.map((end) => end()));
      }
    },
    600_000,
  );
});

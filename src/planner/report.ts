import { entry, spreadOf, type Measure } from '../catalogue/dataset.js';
import type { Bindings } from './bindings.js';
import { conditionSql } from './condition.js';
import type { Read } from './cover.js';
import { measureSql, mergedPartial, neededPartials } from './measure-sql.js';
import type { AnalyticsQuery, QueryScope, ReportRows } from './query.js';
import {
  changeKey,
  changeRatioKey,
  hasChange,
  isZeroWithout,
  keptApart,
  OTHERS,
  PLACE,
  previousKey,
  SLOT,
} from './report-columns.js';
import { slotSql, type Select } from './select.js';
import { sourceRows } from './source.js';

/** A column inside of the statement: what the report calls it, and its name there. */
interface Named {
  readonly key: string;
  readonly name: string;
}

/** A dimension of the report. */
interface Grouped extends Named {
  readonly column: string;
  readonly isText: boolean;
}

/** A measure of the report: `name` holds it, `before` what it was in the range before. */
interface Measured extends Named {
  readonly measure: Measure;
  readonly before: string;
}

/** A common table expression. */
type Step = readonly [name: string, text: string];

/**
 * Writes a report: groups both ranges, brings them together bucket by bucket, fills what has no row, adds the changes,
 * sifts, orders and cuts. Values keep their types until they come out, as text.
 *
 * The columns are `place` (where the total is wanted), `slot`, the dimensions, `others`, and each measure with its
 * previous value, change and ratio of the change.
 */
export function reported(
  report: ReportRows,
  reads: readonly Read[],
  scope: QueryScope,
  bindings: Bindings,
): Select {
  const [own] = reads;
  if (own === undefined) throw new Error('a report reads its own range');
  const writer = new ReportWriter(own.query, report, scope, bindings);
  return writer.select(reads);
}

class ReportWriter {
  private readonly dimensions: readonly Grouped[];
  private readonly measures: readonly Measured[];
  private readonly spread: readonly string[];
  private readonly hasSlots: boolean;

  constructor(
    private readonly query: AnalyticsQuery,
    private readonly report: ReportRows,
    private readonly scope: QueryScope,
    private readonly bindings: Bindings,
  ) {
    const { dataset } = query;
    this.dimensions = query.dimensions.map((key, place) => {
      const { column, type } = entry(dataset.dimensions, key);
      return { key, column, isText: type === undefined, name: `d${place}` };
    });
    this.measures = query.measures.map((key, place) => ({
      key,
      measure: entry(dataset.measures, key),
      name: `m${place}`,
      before: `p${place}`,
    }));
    this.spread = [...new Set(this.measures.flatMap(({ measure }) => spreadOf(measure) ?? []))];
    this.hasSlots = query.buckets !== null;
  }

  select(reads: readonly Read[]): Select {
    const [own, before] = reads;
    const isFolded = this.report.top !== null;
    const steps: Step[] = [];
    const ranges = [
      { name: 'own', read: own },
      ...(before === undefined ? [] : [{ name: 'before', read: before }]),
    ];
    if (isFolded) {
      for (const { name, read } of ranges) if (read) steps.push([`${name}_parts`, this.parts(read)]);
      steps.push(['ranked', this.ranked(before !== undefined)]);
    }
    for (const { name, read } of ranges)
      if (read) steps.push([name, isFolded ? this.folded(`${name}_parts`) : this.groups(read)]);
    const isWhole = before === undefined && !this.isFilled;
    if (!isWhole) steps.push(['cells', this.cells(before !== undefined)]);
    steps.push(['answer', this.answer(isWhole ? 'own' : 'cells', before !== undefined)]);
    return this.page(steps, before !== undefined);
  }

  private get isFilled(): boolean {
    return this.report.fill && this.hasSlots;
  }

  /** Names of what tells rows apart. */
  private get keys(): string[] {
    return [...(this.hasSlots ? [SLOT] : []), ...this.groupNames];
  }

  /** Names of what tells groups apart, whatever the bucket. */
  private get groupNames(): string[] {
    return [...this.dimensions.map(({ name }) => name), ...(this.report.top === null ? [] : [OTHERS])];
  }

  /** The rows of a range as they are read, with what groups them. */
  private source({ query, pieces }: Read): { rows: string; keys: string[]; groups: string } {
    const { dataset, dimensions, buckets } = query;
    const partials = neededPartials(
      dataset,
      this.measures.map(({ measure }) => measure),
    );
    const columns = {
      dimensions: [...new Set([...dimensions, ...this.spread])],
      partials,
      at: buckets !== null,
    };
    const keys = [
      ...(buckets === null ? [] : [`${slotSql(buckets, this.bindings)} AS ${SLOT}`]),
      ...this.dimensions.map(({ column, name }) => `${column} AS ${name}`),
    ];
    return {
      rows: `(${sourceRows(pieces, query, this.scope, columns, this.bindings)}) AS source`,
      keys,
      groups: groupBy(keys.length),
    };
  }

  /** The groups of a range with their measures. */
  private groups(read: Read): string {
    const isDirect = this.spread.every((key) => this.query.dimensions.includes(key));
    if (!isDirect) {
      const keys = [...(this.hasSlots ? [SLOT] : []), ...this.dimensions.map(({ name }) => name)];
      return `SELECT ${[...keys, ...this.finals()].join(', ')} FROM (${this.parts(read)}) AS parts${groupBy(keys.length)}`;
    }
    const { rows, keys, groups } = this.source(read);
    return `SELECT ${[...keys, ...this.finals()].join(', ')} FROM ${rows}${groups}`;
  }

  /** Partial results of a range, by the groups and by what measures are spread over. */
  private parts(read: Read): string {
    const { dataset } = this.query;
    const { rows, keys } = this.source(read);
    const spread = this.spread.map((key) => entry(dataset.dimensions, key).column);
    const partials = neededPartials(
      dataset,
      this.measures.map(({ measure }) => measure),
    );
    const merged = partials.map((partial) => `${mergedPartial(partial)} AS ${partial.column}`);
    return `SELECT ${[...keys, ...spread, ...merged].join(', ')} FROM ${rows}${groupBy(keys.length + spread.length)}`;
  }

  private finals(): string[] {
    return this.measures.map(({ measure, name }) => `${measureSql(this.query.dataset, measure)} AS ${name}`);
  }

  /** The groups' places, largest first by a measure; those of several currencies are ranked each by itself. */
  private ranked(isCompared: boolean): string {
    const { measure, descending } = this.weight();
    const names = this.dimensions.map(({ name }) => name);
    const apart = this.apart.map(({ name }) => name);
    const weight = measureSql(this.query.dataset, measure);
    const none = isZeroWithout(measure) ? '0' : 'NULL';
    const weighed = [
      `SELECT ${names.join(', ')}, coalesce(${weight}, ${none}) AS weight FROM own_parts${groupBy(names.length)}`,
      ...(isCompared ? [`SELECT DISTINCT ${names.join(', ')}, ${none}::numeric FROM before_parts`] : []),
    ].join(' UNION ALL ');
    const partition = apart.length === 0 ? '' : `PARTITION BY ${apart.join(', ')} `;
    const order = [
      `weight ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
      ...this.dimensions.map((one) => ordered(one, false)),
    ];
    return (
      `SELECT ${names.join(', ')}, row_number() OVER (${partition}ORDER BY ${order.join(', ')}) AS place FROM (` +
      `SELECT ${names.join(', ')}, ${descending ? 'max' : 'min'}(weight) AS weight FROM (${weighed}) AS weighed${groupBy(names.length)}) AS groups`
    );
  }

  private get apart(): readonly Grouped[] {
    const keys = keptApart(this.query.dataset, this.query.measures);
    return this.dimensions.filter(({ key }) => keys.includes(key));
  }

  /** What groups are ranked by: the first measure that rows are ordered by, or the first of all, largest first. */
  private weight(): { measure: Measure; descending: boolean } {
    for (const { column, descending } of this.report.order) {
      const found = this.measures.find(({ key }) => key === column);
      if (found !== undefined) return { measure: found.measure, descending };
    }
    const [first] = this.measures;
    if (first === undefined) throw new Error('a report has measures');
    return { measure: first.measure, descending: true };
  }

  /** The groups of a range, those that are not among the first as one. */
  private folded(parts: string): string {
    const isKept = `place <= ${this.bindings.bind(this.report.top)}::int`;
    const keys = [
      ...(this.hasSlots ? [SLOT] : []),
      ...this.dimensions.map(({ name }) =>
        this.apart.some((one) => one.name === name)
          ? `parts.${name}`
          : `CASE WHEN ${isKept} THEN parts.${name} END AS ${name}`,
      ),
      `NOT ${isKept} AS ${OTHERS}`,
    ];
    // Equal also where there is no value, and still hashed.
    const same = this.dimensions.map(
      ({ name }) =>
        `coalesce(parts.${name}::text, '') = coalesce(ranked.${name}::text, '') AND (parts.${name} IS NULL) = (ranked.${name} IS NULL)`,
    );
    return `SELECT ${[...keys, ...this.finals()].join(', ')} FROM ${parts} AS parts JOIN ranked ON ${same.join(' AND ')}${groupBy(keys.length)}`;
  }

  /** Both ranges and the empty cells, brought together. */
  private cells(isCompared: boolean): string {
    const { keys, measures } = this;
    const slots = this.query.buckets?.length ?? 0;
    const nulls = measures.map(() => 'NULL');
    const names = measures.map(({ name }) => name);
    const rows = [
      [...keys, ...names, ...(isCompared ? nulls : [])],
      ...(isCompared ? [[...keys, ...nulls, ...names]] : []),
    ].map((columns, place) => {
      const from = place === 0 ? 'own' : 'before';
      const within = place === 1 && this.hasSlots ? ` WHERE ${SLOT} < ${this.bindings.bind(slots)}::int` : '';
      return `SELECT ${columns.join(', ')} FROM ${from}${within}`;
    });
    if (this.isFilled) {
      const all = [...nulls, ...(isCompared ? nulls : [])];
      const groups = this.groupNames;
      const known = [
        `SELECT ${groups.join(', ')} FROM own`,
        ...(isCompared ? [`SELECT ${groups.join(', ')} FROM before`] : []),
      ].join(' UNION ');
      const each = groups.length === 0 ? '' : `, (SELECT DISTINCT * FROM (${known}) AS known) AS groups`;
      rows.push(
        `SELECT ${[...keys, ...all].join(', ')} FROM generate_series(0, ${this.bindings.bind(slots)}::int - 1) AS ${SLOT}${each}`,
      );
    }
    const named = measures.flatMap(({ name }) => name);
    const before = isCompared ? measures.map(({ before: name }) => name) : [];
    const merged = [...named, ...before].map((name) => `max(${name}) AS ${name}`);
    const columns = [...keys, ...named, ...before].join(', ');
    return `SELECT ${[...keys, ...merged].join(', ')} FROM (${rows.join(' UNION ALL ')}) AS merged (${columns})${groupBy(keys.length)}`;
  }

  /** The cells with what they say of the change, and only those that are meant. */
  private answer(from: string, isCompared: boolean): string {
    const columns = this.measures.flatMap((measured) => {
      const { name, before, measure } = measured;
      const zeroed = (column: string): string => (isZeroWithout(measure) ? `coalesce(${column}, 0)` : column);
      const own = [`${zeroed(name)} AS ${name}`];
      return isCompared ? [...own, `${zeroed(before)} AS ${before}`] : own;
    });
    const cells = `SELECT ${[...this.keys, ...columns].join(', ')} FROM ${from}`;
    const outputs = this.outputs(isCompared);
    const having = this.report.having.map((one) =>
      conditionSql(`(${entry(outputs, one.field).name})`, 'numeric', one, this.bindings),
    );
    const where = having.length === 0 ? '' : ` WHERE ${having.join(' AND ')}`;
    const written = outputs.map(({ name }, place) => `${name} AS v${place}`);
    return `SELECT ${[...this.keys, ...written].join(', ')} FROM (${cells}) AS cells${where}`;
  }

  /** The measures' columns of the report. */
  private outputs(isCompared: boolean): Named[] {
    return this.measures.flatMap(({ key, name, before, measure }): Named[] => {
      if (!isCompared) return [{ key, name }];
      const change = `${name} - ${before}`;
      return [
        { key, name },
        { key: previousKey(key), name: before },
        ...(hasChange(measure)
          ? [
              { key: changeKey(key), name: change },
              { key: changeRatioKey(key), name: `(${change})::float8 / nullif(${before}, 0)::float8` },
            ]
          : []),
      ];
    });
  }

  /** The rows that are asked for, in their order, as text. */
  private page(steps: readonly Step[], isCompared: boolean): Select {
    const outputs = this.outputs(isCompared).map(({ key }, place) => ({ key, name: `v${place}` }));
    const columns: Named[] = [
      ...(this.hasSlots ? [{ key: SLOT, name: SLOT }] : []),
      ...this.dimensions,
      ...(this.report.top === null ? [] : [{ key: OTHERS, name: OTHERS }]),
      ...outputs,
    ];
    const order = this.order(outputs);
    const { limit, offset, total } = this.report;
    const cut =
      (limit === null ? '' : ` LIMIT ${this.bindings.bind(limit)}::bigint`) +
      (offset === 0 ? '' : ` OFFSET ${this.bindings.bind(offset)}::bigint`);
    const ordering = order.length === 0 ? '' : `ORDER BY ${order.join(', ')}`;
    const cells = [...(total ? [{ key: PLACE, name: `row_number() OVER (${ordering})` }] : []), ...columns];
    const named = cells.map(({ name }, place) => `(${name})::text AS c${place}`);
    const page = `SELECT ${named.join(', ')} FROM answer ${ordering}${cut}`;
    const written = steps.map(
      ([name, text]) => `${name} AS ${isShared(name, total) ? 'MATERIALIZED ' : ''}(${text})`,
    );
    const counted = cells.map((_, place) => (place === 1 ? 'count(*)::text' : 'NULL'));
    return {
      text: `WITH ${written.join(',\n')}\n${total ? `(${page})\nUNION ALL SELECT ${counted.join(', ')} FROM answer` : page}`,
      columns: cells.map(({ key }) => key),
    };
  }

  private order(outputs: readonly Named[]): string[] {
    const expressions = new Map<string, (descending: boolean) => string>([
      ...(this.hasSlots ? [[SLOT, (descending: boolean) => directed(SLOT, descending)] as const] : []),
      ...(this.report.top === null ? [] : [[OTHERS, () => OTHERS] as const]),
      ...this.dimensions.map((one) => [one.key, (descending: boolean) => ordered(one, descending)] as const),
      ...outputs.map(({ key, name }) => [key, (descending: boolean) => directed(name, descending)] as const),
    ]);
    const asked = [...this.report.order];
    // The others stand behind all that they are others of.
    const lead = asked[0]?.column === SLOT ? 1 : 0;
    if (this.report.top !== null) asked.splice(lead, 0, { column: OTHERS, descending: false });
    const rest = [SLOT, OTHERS, ...this.dimensions.map(({ key }) => key)]
      .filter((key) => expressions.has(key) && !asked.some(({ column }) => column === key))
      .map((column) => ({ column, descending: false }));
    return [...asked, ...rest].map(({ column, descending }) => {
      const expression = expressions.get(column);
      if (expression === undefined) throw new Error(`the report has no column ${column}`);
      return expression(descending);
    });
  }
}

/** What is read more than once is worked out once. */
function isShared(name: string, total: boolean): boolean {
  return name.endsWith('_parts') || (name === 'answer' && total);
}

const directed = (expression: string, descending: boolean): string =>
  `${expression} ${descending ? 'DESC' : 'ASC'} NULLS LAST`;

const ordered = ({ name, isText }: Grouped, descending: boolean): string =>
  directed(isText ? `${name} COLLATE "C"` : name, descending);

const groupBy = (columns: number): string =>
  columns === 0 ? '' : ` GROUP BY ${Array.from({ length: columns }, (_, place) => place + 1).join(', ')}`;

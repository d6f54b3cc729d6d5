import { entry } from '../catalogue/dataset.js';
import type { Bindings } from './bindings.js';
import type { Read } from './cover.js';
import { measureSql, mergedPartial, neededPartials } from './measure-sql.js';
import type { QueryScope, ReportOrder } from './query.js';
import { isZeroWithout, OTHERS, SLOT } from './report-columns.js';
import {
  directed,
  groupBy,
  measuresOf,
  orderedBy,
  spreadOver,
  type Measured,
  type ReportShape,
} from './report-shape.js';
import { slotSql } from './select.js';
import { sourceRows } from './source.js';

/** A part of a report that is read by itself: its rows are those of `name`. */
export interface ReadPart extends Read {
  readonly name: string;
  readonly isBefore: boolean;
}

/** Writes the groups of the parts of a report. */
export class ReportGroups {
  constructor(
    private readonly shape: ReportShape,
    private readonly scope: QueryScope,
    private readonly bindings: Bindings,
  ) {}

  /** The groups of a part with its measures. */
  whole(read: Read): string {
    const measures = measuresOf(this.shape, read.query);
    const isDirect = spreadOver(measures).every((key) => read.query.dimensions.includes(key));
    if (!isDirect) {
      const keys = [...this.slot(), ...this.shape.dimensions.map(({ name }) => name)];
      return `SELECT ${[...keys, ...this.finals(measures)].join(', ')} FROM (${this.partial(read)}) AS parts${groupBy(keys.length)}`;
    }
    const { rows, keys } = this.source(read, measures);
    return `SELECT ${[...keys, ...this.finals(measures)].join(', ')} FROM ${rows}${groupBy(keys.length)}`;
  }

  /** Partial results of a part, by the groups and by what measures are spread over. */
  partial(read: Read): string {
    const { dataset } = this.shape;
    const measures = measuresOf(this.shape, read.query);
    const { rows, keys } = this.source(read, measures);
    const spread = spreadOver(measures).map((key) => entry(dataset.dimensions, key).column);
    const merged = this.partials(measures).map((partial) => `${mergedPartial(partial)} AS ${partial.column}`);
    return `SELECT ${[...keys, ...spread, ...merged].join(', ')} FROM ${rows}${groupBy(keys.length + spread.length)}`;
  }

  /**
   * The places of the groups in an order by the first measure of it, or by the first of all, largest first. Those of
   * several currencies are ranked each by itself.
   */
  ranked(parts: readonly ReadPart[], order: readonly ReportOrder[]): string {
    const { dimensions } = this.shape;
    const { weight, descending } = this.weightOf(order);
    const { measure, key, type } = weight;
    const names = dimensions.map(({ name }) => name);
    const apart = dimensions.filter(({ isApart }) => isApart).map(({ name }) => name);
    const none = `${isZeroWithout(measure) ? '0' : 'NULL'}::${type}`;
    const weighed = parts.map(({ name, isBefore, query }) => {
      const isWeighed = !isBefore && query.measures.includes(key);
      const value = isWeighed
        ? `coalesce(${measureSql(this.shape.dataset, measure)}, ${none})::${type}`
        : none;
      return `SELECT ${names.join(', ')}, ${value} AS weight, ${isWeighed} AS is_weighed FROM ${name}_parts${groupBy(names.length)}`;
    });
    const groups =
      `SELECT ${names.join(', ')}, coalesce(max(weight) FILTER (WHERE is_weighed), ${none}) AS weight ` +
      `FROM (${weighed.join(' UNION ALL ')}) AS weighed${groupBy(names.length)}`;
    const partition = apart.length === 0 ? '' : `PARTITION BY ${apart.join(', ')} `;
    const ordering = [
      directed('weight', descending),
      ...dimensions.map((one) => orderedBy(one, false, this.bindings)),
    ];
    return `SELECT ${names.join(', ')}, row_number() OVER (${partition}ORDER BY ${ordering.join(', ')}) AS place FROM (${groups}) AS groups`;
  }

  /** The groups of a part, those that are not among the first as one. */
  folded({ name: part, query }: ReadPart): string {
    const { dimensions, top } = this.shape;
    const isKept = `place <= ${this.bindings.bind(top, 'bigint')}`;
    const keys = [
      ...this.slot(),
      ...dimensions.map(({ name, isApart }) =>
        isApart ? `parts.${name}` : `CASE WHEN ${isKept} THEN parts.${name} END AS ${name}`,
      ),
      `NOT ${isKept} AS ${OTHERS}`,
    ];
    // Equal also where there is no value, and still hashed.
    const same = dimensions.map(
      ({ name }) =>
        `coalesce(parts.${name}::text, '') = coalesce(ranked.${name}::text, '') AND (parts.${name} IS NULL) = (ranked.${name} IS NULL)`,
    );
    const finals = this.finals(measuresOf(this.shape, query));
    return `SELECT ${[...keys, ...finals].join(', ')} FROM ${part}_parts AS parts JOIN ranked ON ${same.join(' AND ')}${groupBy(keys.length)}`;
  }

  /** The rows of a part as they are read, and what groups them. */
  private source({ query, pieces }: Read, measures: readonly Measured[]): { rows: string; keys: string[] } {
    const { dimensions, buckets } = query;
    const columns = {
      dimensions: [...new Set([...dimensions, ...spreadOver(measures)])],
      partials: this.partials(measures),
      at: buckets !== null,
    };
    return {
      rows: `(${sourceRows(pieces, query, this.scope, columns, this.bindings)}) AS source`,
      keys: [
        ...(buckets === null ? [] : [`${slotSql(buckets, this.bindings)} AS ${SLOT}`]),
        ...this.shape.dimensions.map(({ column, name }) => `${column} AS ${name}`),
      ],
    };
  }

  private partials(measures: readonly Measured[]) {
    return neededPartials(
      this.shape.dataset,
      measures.map(({ measure }) => measure),
    );
  }

  private slot(): string[] {
    return this.shape.slots === null ? [] : [SLOT];
  }

  private finals(measures: readonly Measured[]): string[] {
    return measures.map(
      ({ measure, name, type }) => `(${measureSql(this.shape.dataset, measure)})::${type} AS ${name}`,
    );
  }

  private weightOf(order: readonly ReportOrder[]): { weight: Measured; descending: boolean } {
    const { measures } = this.shape;
    for (const { column, descending } of order) {
      const weight = measures.find(({ key }) => key === column);
      if (weight !== undefined) return { weight, descending };
    }
    const [weight] = measures;
    if (weight === undefined) throw new Error('a report has measures');
    return { weight, descending: true };
  }
}

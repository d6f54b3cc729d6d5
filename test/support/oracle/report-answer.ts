import type { Operator } from '../../../src/planner/condition.js';
import type { AskedReport } from './report-cases.js';
import { bucketsOf } from './local-time.js';
import { columnsOf, dimensionsOf, shown, type Names, type OracleColumn } from './report-columns.js';
import { figurePasses, textOrder, textPasses, wholePasses } from './report-conditions.js';
import { areClose, changeRatio, less, type Figure } from './report-figure.js';
import type { ReportFact } from './report-facts.js';
import { compareOrNull, DATASETS, measureOf, type Orders } from './report-measures.js';
import { compareKeys, within } from './usage-oracle.js';
import type { OracleWindow } from './usage-window.js';

/** A condition as it is asked, and for a measure's column the figures that its values mean. */
export interface Told {
  readonly field: string;
  readonly op: Operator;
  readonly values: readonly string[];
  readonly means?: readonly Figure[];
}

/** A report as it is asked. */
export type Question = Pick<
  AskedReport,
  | 'dataset'
  | 'measures'
  | 'dimensions'
  | 'names'
  | 'timeDimension'
  | 'fill'
  | 'limit'
  | 'offset'
  | 'others'
  | 'window'
> & {
  readonly filters: readonly Told[];
  readonly having: readonly Told[];
  readonly orderBy: readonly { readonly field: string; readonly direction: 'ASC' | 'DESC' | null }[];
};

/** A row: its bucket's place, its dimensions' values, and its figures by column. */
export interface OracleRow {
  readonly slot: number;
  readonly of: readonly (string | null)[];
  readonly isOthers: boolean;
  readonly figures: ReadonlyMap<string, Figure | null>;
}

/** What is answered, and what of the question doubles leave open. */
export interface OracleReport {
  readonly columns: readonly OracleColumn[];
  readonly rows: readonly OracleRow[];
  /** Rows before those that `having` leaves. */
  readonly all: readonly OracleRow[];
  readonly isOrderOpen: boolean;
  readonly isRankOpen: boolean;
  readonly openHaving: readonly Told[];
}

interface Group {
  readonly slot: number;
  readonly of: readonly (string | null)[];
  readonly isOthers: boolean;
  readonly own: ReportFact[];
  readonly before: ReportFact[];
}

const keyOf = (values: readonly unknown[]): string => JSON.stringify(values);

/** Facts that pass the filters; where nothing but money is asked for, those that have a currency. */
function meant(facts: readonly ReportFact[], { dataset, measures, filters }: Question): ReportFact[] {
  const isMoney = measures.every((name) => measureOf(dataset, name).isMoney);
  return facts.filter(
    ({ of }) =>
      (!isMoney || of['currency'] !== null) &&
      filters.every(({ field, op, values }) => {
        const isText = DATASETS[dataset].dimensions[field] === 'STRING';
        const value = of[field] ?? null;
        return isText ? textPasses(value, op, values, textOrder(field)) : wholePasses(value, op, values);
      }),
  );
}

/** Recomputes a report from the facts of its dataset that the caller may see. */
export function recompute(
  facts: readonly ReportFact[],
  orders: Orders,
  question: Question,
  window: OracleWindow,
  names: Names,
): OracleReport {
  const kept = meant(facts, question);
  const ranges = {
    own: within(kept, window.from, window.to),
    before: window.compared === null ? [] : within(kept, window.compared.from, window.compared.to),
  };
  const ranking = question.others ? ranked(ranges, orders, question) : null;
  const all = grouped(ranges, question, window, ranking?.first ?? null).map((group) =>
    rowOf(group, question, orders),
  );
  const open = new Set<Told>();
  const types = new Map(columnsOf(question).map(({ name, type }) => [name, type]));
  const sifted = all.filter((row) =>
    question.having.every((told) => {
      const type = types.get(told.field);
      const figure = shown(row.figures.get(told.field) ?? null, type);
      const passed = figurePasses(figure, told.op, told.means ?? [], told.values[0] !== 'false');
      if (passed === null) open.add(told);
      return passed ?? false;
    }),
  );
  const { rows, isOpen } = sorted(sifted, question, names);
  return {
    ...{ columns: columnsOf(question), rows, all, openHaving: [...open] },
    isOrderOpen: isOpen,
    isRankOpen: ranking?.isOpen ?? false,
  };
}

interface Ranges {
  readonly own: readonly ReportFact[];
  readonly before: readonly ReportFact[];
}

/** Which bucket an instant lies in. */
function slotOf(starts: readonly number[], time: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= time) low = middle;
    else high = middle;
  }
  return low;
}

const valuesOf = ({ of }: ReportFact, dimensions: readonly string[]): (string | null)[] =>
  dimensions.map((name) => of[name] ?? null);

/** Whether a dimension keeps others apart: amounts of several currencies are never added. */
const isApart = ({ dataset, measures }: Question, dimension: string): boolean =>
  dimension === 'currency' && measures.some((name) => measureOf(dataset, name).isMoney);

/** The rows that there are, filled where that is asked for; `first` are the groups that are none of the others. */
function grouped(
  { own, before }: Ranges,
  question: Question,
  { buckets, compared, granularity, timeZone }: OracleWindow,
  first: ReadonlySet<string> | null,
): Group[] {
  const { timeDimension, fill } = question;
  const dimensions = dimensionsOf(question);
  const groups = new Map<string, Group>();
  const kinds = new Map<string, Pick<Group, 'of' | 'isOthers'>>();
  const groupAt = (slot: number, kind: Pick<Group, 'of' | 'isOthers'>): Group => {
    const key = keyOf([slot, kind.isOthers, ...kind.of]);
    const found = groups.get(key) ?? { slot, ...kind, own: [], before: [] };
    groups.set(key, found);
    return found;
  };
  const kindOf = (fact: ReportFact): Pick<Group, 'of' | 'isOthers'> => {
    const values = valuesOf(fact, dimensions);
    const isOthers = first !== null && !first.has(keyOf(values));
    const of = values.map((value, i) => (isOthers && !isApart(question, dimensions[i] ?? '') ? null : value));
    const kind = { of, isOthers };
    kinds.set(keyOf([isOthers, ...of]), kind);
    return kind;
  };
  for (const fact of own) {
    groupAt(timeDimension ? slotOf(buckets.starts, fact.time) : 0, kindOf(fact)).own.push(fact);
  }
  const previous =
    compared === null ? [] : bucketsOf(compared.from, compared.to, granularity, timeZone).starts;
  for (const fact of before) {
    const slot = timeDimension ? slotOf(previous, fact.time) : 0;
    const kind = kindOf(fact);
    // The range before may have a bucket more.
    if (slot < buckets.starts.length) groupAt(slot, kind).before.push(fact);
  }
  const isWhole = dimensions.length === 0 && (!timeDimension || fill !== false);
  if (isWhole) kinds.set('', { of: [], isOthers: false });
  if (isWhole || (timeDimension && fill !== false)) {
    const slots = timeDimension ? buckets.starts.length : 1;
    for (const kind of kinds.values()) for (let slot = 0; slot < slots; slot++) groupAt(slot, kind);
  }
  return [...groups.values()];
}

function rowOf({ slot, of, isOthers, own, before }: Group, question: Question, orders: Orders): OracleRow {
  const { dataset, measures, window } = question;
  const figures = new Map<string, Figure | null>();
  for (const name of measures) {
    const measure = measureOf(dataset, name);
    const now = measure.of(own, orders);
    figures.set(name, now);
    if (window.compareTo === null) continue;
    const then = measure.of(before, orders);
    const isKnown = now !== null && then !== null;
    figures.set(`${name}__previous`, then);
    if (measure.type === 'DATETIME') continue;
    figures.set(`${name}__change`, isKnown ? less(now, then, measure.type === 'FLOAT') : null);
    figures.set(`${name}__change_ratio`, isKnown ? changeRatio(now, then) : null);
  }
  return { slot, of, isOthers, figures };
}

/** The order of a dimension's values, those without one last. */
function compareValues(
  a: string | null,
  b: string | null,
  type: 'STRING' | 'INTEGER' | undefined,
  descending: boolean,
  compare: (a: string, b: string) => number = compareKeys,
): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = type === 'INTEGER' ? Number(a) - Number(b) : compare(a, b);
  return descending ? -order : order;
}

/** The groups that are none of the others, of the whole window, in each currency apart. */
function ranked(
  { own, before }: Ranges,
  orders: Orders,
  question: Question,
): { first: ReadonlySet<string>; isOpen: boolean } {
  const { dataset, measures, orderBy, limit } = question;
  const dimensions = dimensionsOf(question);
  const types = DATASETS[dataset].dimensions;
  const ordering = orderBy.find(({ field }) => measures.includes(field));
  const weight = measureOf(dataset, ordering?.field ?? measures[0] ?? '');
  const descending = ordering === undefined || ordering.direction === 'DESC';
  const members = new Map<string, { of: (string | null)[]; facts: ReportFact[] }>();
  const memberOf = (fact: ReportFact): ReportFact[] => {
    const of = valuesOf(fact, dimensions);
    const found = members.get(keyOf(of)) ?? { of, facts: [] };
    members.set(keyOf(of), found);
    return found.facts;
  };
  for (const fact of own) memberOf(fact).push(fact);
  for (const fact of before) memberOf(fact);
  let isOpen = false;
  const places = [...members.entries()]
    .map(([key, { of, facts }]) => ({ key, of, size: weight.of(facts, orders) }))
    .sort((a, b) => {
      if (a.size !== null && b.size !== null && areClose(a.size, b.size)) isOpen = true;
      const bySize = compareOrNull(a.size, b.size, descending);
      if (bySize !== 0) return bySize;
      return (
        dimensions
          .map((name, i) =>
            compareValues(a.of[i] ?? null, b.of[i] ?? null, types[name], false, textOrder(name)),
          )
          .find((order) => order !== 0) ?? 0
      );
    });
  const seen = new Map<string | null, number>();
  const first = places.filter(({ of }) => {
    const apart = keyOf(of.filter((_, i) => isApart(question, dimensions[i] ?? '')));
    const place = (seen.get(apart) ?? 0) + 1;
    seen.set(apart, place);
    return place <= (limit ?? 1000);
  });
  return { first: new Set(first.map(({ key }) => key)), isOpen };
}

/** The rows in their order: as asked, then by bucket and dimensions; others behind all that they are others of. */
function sorted(
  rows: readonly OracleRow[],
  question: Question,
  names: Names,
): { rows: OracleRow[]; isOpen: boolean } {
  const { dataset, measures, timeDimension, orderBy } = question;
  const dimensions = dimensionsOf(question);
  const types = DATASETS[dataset].dimensions;
  let isOpen = false;
  type Compare = (a: OracleRow, b: OracleRow) => number;
  const comparing = (field: string, descending: boolean): Compare => {
    if (field === 'bucket') return (a, b) => (descending ? b.slot - a.slot : a.slot - b.slot);
    const place = dimensions.indexOf(field);
    if (place >= 0) {
      const order = textOrder(field);
      return (a, b) =>
        compareValues(a.of[place] ?? null, b.of[place] ?? null, types[field], descending, order);
    }
    const named = dimensions.indexOf(field.replace(/__name$/, ''));
    if (named >= 0) {
      const called = names.get(dimensions[named] ?? '');
      const nameOf = ({ of }: OracleRow): string | null => called?.get(of[named] ?? '') ?? null;
      return (a, b) => compareValues(nameOf(a), nameOf(b), 'STRING', descending);
    }
    return (a, b) => {
      const [x, y] = [a.figures.get(field) ?? null, b.figures.get(field) ?? null];
      if (x !== null && y !== null && areClose(x, y)) isOpen = true;
      return compareOrNull(x, y, descending);
    };
  };
  const usual = [
    ...(timeDimension ? [{ field: 'bucket', direction: 'ASC' as const }] : []),
    { field: measures[0] ?? '', direction: 'DESC' as const },
  ];
  const asked = orderBy.length === 0 ? usual : orderBy;
  const compares = asked.map(({ field, direction }) => comparing(field, direction === 'DESC'));
  const isOthers: Compare = (a, b) => Number(a.isOthers) - Number(b.isOthers);
  const lead = asked[0]?.field === 'bucket' ? 1 : 0;
  const all = [
    ...compares.slice(0, lead),
    isOthers,
    ...compares.slice(lead),
    ...['bucket', ...dimensions].map((field) => comparing(field, false)),
  ];
  const ordered = [...rows].sort((a, b) => {
    for (const compare of all) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
  return { rows: ordered, isOpen };
}

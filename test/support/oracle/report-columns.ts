import { fixed, fixedOf, textOf } from './fixed.js';
import type { AskedReport } from './report-cases.js';
import { isNear, numberOf, type Figure } from './report-figure.js';
import { DATASETS, measureOf } from './report-measures.js';

export type CellType = 'STRING' | 'INTEGER' | 'DECIMAL' | 'FLOAT' | 'BOOLEAN' | 'DATETIME';

/** A column as it is answered. */
export interface OracleColumn {
  readonly name: string;
  readonly type: CellType;
  readonly role: 'TIME' | 'DIMENSION' | 'NAME' | 'OTHERS' | 'MEASURE' | 'PREVIOUS' | 'CHANGE';
}

type Asked = Pick<
  AskedReport,
  'dataset' | 'measures' | 'dimensions' | 'names' | 'timeDimension' | 'others' | 'window'
>;

/** The dimensions whose values have names, with where these are. */
export const NAMES_OF: Readonly<Record<string, string>> = {
  customer: 'SELECT id, name FROM customers',
  product: 'SELECT id, name FROM products',
  billableUnit: 'SELECT id, title AS name FROM billable_units',
  server: 'SELECT id, name FROM mcp_servers',
};
/** Names by dimension and id. */
export type Names = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The dimensions of a report: money is told by currency. */
export function dimensionsOf({ dataset, measures, dimensions }: Asked): readonly string[] {
  const isMoney = measures.some((name) => measureOf(dataset, name).isMoney);
  return isMoney && !dimensions.includes('currency') ? [...dimensions, 'currency'] : dimensions;
}

/** The columns of a report, in their order. */
export function columnsOf(asked: Asked): OracleColumn[] {
  const { dataset, measures, names, timeDimension, others, window } = asked;
  return [
    ...(timeDimension ? [{ name: 'bucket', type: 'DATETIME', role: 'TIME' } as const] : []),
    ...dimensionsOf(asked).flatMap((name): OracleColumn[] => {
      const type = DATASETS[dataset].dimensions[name];
      if (type === undefined) throw new Error(`the oracle knows no dimension ${name} of ${dataset}`);
      const own: OracleColumn = { name, type, role: 'DIMENSION' };
      const hasNames = names && NAMES_OF[name] !== undefined;
      return hasNames ? [own, { name: `${name}__name`, type: 'STRING', role: 'NAME' }] : [own];
    }),
    ...(others ? [{ name: 'others', type: 'BOOLEAN', role: 'OTHERS' } as const] : []),
    ...measures.flatMap((name): OracleColumn[] => {
      const { type } = measureOf(dataset, name);
      const own: OracleColumn = { name, type, role: 'MEASURE' };
      if (window.compareTo === null) return [own];
      return [
        own,
        { name: `${name}__previous`, type, role: 'PREVIOUS' },
        // Nobody asks by how much an instant has changed.
        ...(type === 'DATETIME'
          ? []
          : [
              { name: `${name}__change`, type, role: 'CHANGE' } as const,
              { name: `${name}__change_ratio`, type: 'FLOAT', role: 'CHANGE' } as const,
            ]),
      ];
    }),
  ];
}

/** What is wrong with a cell; null if nothing is. */
export function cellFault(cell: unknown, figure: Figure | null, type: CellType): string | null {
  const wrong = (wanted: unknown): string | null =>
    cell === wanted ? null : `${JSON.stringify(cell)} instead of ${JSON.stringify(wanted)}`;
  if (figure === null || cell === null) return wrong(figure === null ? null : numberOf(figure));
  if (type === 'DATETIME') return wrong(new Date(Number((figure.over * 1000n) / figure.under)).toISOString());
  if (type === 'FLOAT' && figure.error === 0) return wrong(numberOf(figure));
  if (figure.error > 0) {
    const isTyped = typeof cell === (type === 'DECIMAL' ? 'string' : 'number');
    return isTyped && isNear(Number(cell), figure)
      ? null
      : `${JSON.stringify(cell)} is not about ${numberOf(figure)}`;
  }
  const text = exactText(figure);
  if (text === null) throw new Error(`${numberOf(figure)} is no decimal`);
  if (type === 'DECIMAL') return wrong(text);
  return wrong(Number.isSafeInteger(Number(text)) ? Number(text) : text);
}

const ONE = fixedOf(1);

/** An exact figure as decimal text; null where it has none of at most 50 digits behind the point. */
function exactText({ over, under }: Figure): string | null {
  const scaled = over * ONE;
  return scaled % under === 0n ? textOf(scaled / under) : null;
}

/** A figure as it is shown, which conditions are held against: an instant in whole milliseconds. */
export const shown = (figure: Figure | null, type: CellType | undefined): Figure | null =>
  figure === null || type !== 'DATETIME' ? figure : valueOf(figure, type).means;

/** A value to compare a column with that is or is about a figure, and the figure that it means. */
export function valueOf(figure: Figure, type: CellType): { text: string; means: Figure } {
  if (type === 'DATETIME') {
    const at = (figure.over * 1000n) / figure.under;
    return { text: new Date(Number(at)).toISOString(), means: { over: at, under: 1000n, error: 0 } };
  }
  const text = figure.error === 0 ? exactText(figure) : null;
  // Values have at most 50 digits on either side of the point.
  const isShort = text !== null && text.replace(/^-|\..*$/g, '').length <= 50;
  const number = numberOf(figure);
  const isUsual = Math.abs(number) < 1e30 && Math.abs(number) > 1e-20;
  const written = isShort ? text : isUsual ? String(number) : '0';
  return { text: written, means: { over: fixed(written), under: ONE, error: 0 } };
}

import type { OracleReport, Question, Told } from './report-answer.js';
import type { AskedCondition, AskedReport, AskedValue } from './report-cases.js';
import { columnsOf, valueOf } from './report-columns.js';
import { compareFigures, exactly, type Figure } from './report-figure.js';
import type { ReportFact } from './report-facts.js';
import { DATASETS, measureOf } from './report-measures.js';
import { compareKeys } from './usage-oracle.js';

/** One of several, by a place that may lie beyond them. */
const at = <T>(values: readonly T[], place: number): T | undefined =>
  values[place % Math.max(values.length, 1)];

const TEXT_ONLY = ['CONTAINS', 'STARTS_WITH'];

/**
 * The report that a case asks for, and what it must answer: its values are among those that the facts and the answer
 * have. What doubles leave open is not asked: the order by such a column, others by it, conditions close to it.
 */
export function questionOf(
  asked: AskedReport,
  answer: (question: Question) => OracleReport,
  facts: readonly ReportFact[],
): { question: Question; expected: OracleReport } {
  const columns = columnsOf(asked);
  const fields = columns.filter(({ role }) => role !== 'OTHERS').map(({ name }) => name);
  const ordered = [...new Set(asked.orderBy.map(({ field }) => at(fields, field) ?? ''))];
  const isMoney = asked.measures.some((name) => measureOf(asked.dataset, name).isMoney);
  const canFold =
    asked.others &&
    columns.some(({ name, role }) => role === 'DIMENSION' && !(isMoney && name === 'currency'));
  const { dataset, measures, dimensions, names, window, timeDimension, fill, limit, offset } = asked;
  let question: Question = {
    ...{ dataset, measures, dimensions, names, window, timeDimension, fill, limit },
    others: canFold,
    offset: canFold ? null : offset,
    filters: asked.filters.map((condition) => filterOf(asked, condition, facts)),
    having: [],
    orderBy: ordered.map((field, i) => ({ field, direction: asked.orderBy[i]?.direction ?? null })),
  };
  let expected = answer(question);
  if (!canFold && asked.having.length > 0) {
    const having = asked.having.map((condition) => havingOf(condition, expected));
    question = { ...question, having };
    expected = answer(question);
  }
  while (expected.openHaving.length + Number(expected.isRankOpen) + Number(expected.isOrderOpen) > 0) {
    const { openHaving, isRankOpen, isOrderOpen } = expected;
    const exact = columns.filter(({ role }) => role === 'TIME' || role === 'DIMENSION').slice(0, 1);
    question = {
      ...question,
      having: question.having.filter((told) => !openHaving.includes(told)),
      others: question.others && !isRankOpen,
      ...(isOrderOpen
        ? { orderBy: exact.map(({ name }) => ({ field: name, direction: 'ASC' as const })) }
        : {}),
    };
    expected = answer(question);
  }
  return { question, expected };
}

/** Part of a text, in whole characters, or something beside it. */
function partOf(text: string, as: AskedValue['as']): string {
  const characters = Array.from(text);
  if (as === 'beside') return ['', 'nobody', 'a', '\u{1f600}'][characters.length % 4] ?? '';
  if (as === 'head') return characters.slice(0, 1).join('');
  return as === 'tail' ? characters.slice(-2).join('') : text;
}

function filterOf(
  { dataset }: AskedReport,
  { field, operator, values, exists }: AskedCondition,
  facts: readonly ReportFact[],
): Told {
  const { dimensions } = DATASETS[dataset];
  const name = at(Object.keys(dimensions), field) ?? '';
  if (operator === 'EXISTS') return { field: name, op: operator, values: exists };
  const known = [...new Set(facts.flatMap(({ of }) => of[name] ?? []))].sort(compareKeys);
  if (dimensions[name] === 'STRING') {
    // What has an order of its own is compared with values that it can have.
    const isRanked = name === 'severity' && ['GT', 'GTE', 'LT', 'LTE'].includes(operator);
    const texts = values.map(({ place, as }) =>
      isRanked ? (at(known, place) ?? 'INFO') : partOf(at(known, place) ?? '', as),
    );
    return { field: name, op: operator, values: texts };
  }
  const numbers = values.map(({ place, as }) => {
    const number = at(known, place) ?? '0';
    return { whole: number, head: `${number}.5`, tail: `+${number}.0`, beside: '-1e2' }[as];
  });
  return { field: name, op: TEXT_ONLY.includes(operator) ? 'IN' : operator, values: numbers };
}

function havingOf({ field, operator, values, exists }: AskedCondition, { all, columns }: OracleReport): Told {
  const measured = columns.filter(({ role }) => ['MEASURE', 'PREVIOUS', 'CHANGE'].includes(role));
  const { name, type } = at(measured, field) ?? { name: '', type: 'FLOAT' as const };
  if (operator === 'EXISTS') return { field: name, op: operator, values: exists };
  const known = all.flatMap(({ figures }) => figures.get(name) ?? []).sort(compareFigures);
  const zero = exactly(0n);
  const figures = values.map(({ place, as }): Figure =>
    as === 'beside' ? zero : (at(known, place) ?? zero),
  );
  const told = figures.map((figure) => valueOf(figure, type));
  return {
    field: name,
    op: operator === 'CONTAINS' ? 'GTE' : operator === 'STARTS_WITH' ? 'NOT_IN' : operator,
    values: told.map(({ text }) => text).slice(0, operator === 'CONTAINS' ? 1 : undefined),
    means: told.map(({ means }) => means).slice(0, operator === 'CONTAINS' ? 1 : undefined),
  };
}

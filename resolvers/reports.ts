import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { NumberFormat, Report } from '../schema/report.js';
import { ReportQueryInput } from '../schema/report-input.js';
import { JsonObjectScalar } from '../schema/scalars/json-object.js';
import { JsonScalar } from '../schema/scalars/json.js';
import { ResultMeta } from '../schema/window.js';
import type { RequestContext } from '../src/context.js';
import { answerReport, reportCells } from '../src/loaders/reports.js';
import type { Cell } from '../src/reports/cells.js';
import { pageOf } from '../src/reports/page.js';
import { PAGE_BOUNDS, readReport } from '../src/reports/report.js';
import type { ReportRequest } from '../src/reports/report-request.js';
import { TENANT } from './arguments.js';
import { enterDataset } from './dataset-scope.js';
import { resultMeta } from './meta.js';

const NUMBERS = {
  nullable: true,
  defaultValue: NumberFormat.EXACT,
  description: 'How decimals and whole numbers are written.',
} as const;

/**
 * Answers a report.
 *
 * @throws GaugewayError FORBIDDEN where the caller may not read the dataset; InputError that names the field at fault
 */
export async function runReport(
  context: RequestContext,
  tenantId: string | null | undefined,
  query: ReportRequest,
): Promise<Report> {
  const scope = enterDataset(context, query.dataset, tenantId);
  const { loaders } = context;
  const plan = readReport(query, loaders.window(query.window), PAGE_BOUNDS);
  const answer = await answerReport(loaders.analytics, scope, plan);
  return {
    scope,
    plan,
    answer,
    columns: plan.columns,
    ...pageOf(plan, answer.rows.length, answer.total),
  };
}

/** Any measures by any dimensions. */
@Resolver(() => Report)
export class ReportResolver {
  @Query(() => Report, {
    description: 'Any measures by any dimensions that the catalogue allows: flat rows for BI.',
  })
  report(
    @Ctx() context: RequestContext,
    @Arg('query', () => ReportQueryInput, { description: 'What is asked.' }) query: ReportRequest,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<Report> {
    return runReport(context, tenantId, query);
  }

  @FieldResolver(() => ResultMeta, {
    description: 'What the window became, and how fresh and how cheap the answer is.',
  })
  meta(@Root() { scope, plan, answer }: Report, @Ctx() { loaders }: RequestContext): Promise<ResultMeta> {
    return resultMeta(loaders, scope, plan.query.dataset, plan.window, { isLossy: answer.isLossy });
  }

  @FieldResolver(() => [[JsonScalar]], { description: 'The rows as lists of cells, one for each column.' })
  rows(
    @Root() { plan, answer }: Report,
    @Arg('numbers', () => NumberFormat, NUMBERS) numbers: NumberFormat | null,
  ): Cell[][] {
    return answer.rows.map(reportCells(plan, numbers ?? 'EXACT'));
  }

  @FieldResolver(() => [JsonObjectScalar], { description: "The rows as objects by the columns' names." })
  objects(
    @Root() { plan, answer }: Report,
    @Arg('numbers', () => NumberFormat, NUMBERS) numbers: NumberFormat | null,
  ): Record<string, Cell>[] {
    const cells = reportCells(plan, numbers ?? 'EXACT');
    return answer.rows.map((row) =>
      Object.fromEntries(cells(row).map((cell, place) => [plan.columns[place]?.name ?? '', cell])),
    );
  }
}

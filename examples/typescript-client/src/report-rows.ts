import { ask, type Gateway } from './client.js';
import { ReportPageDocument, type ReportQuery } from './generated/graphql.js';

/**
 * All rows of a report, page by page of `query.limit`: objects with a member for each column. Decimals are texts, so that
 * they stay exact.
 */
export async function* reportRows(
  gateway: Gateway,
  query: ReportQuery,
): AsyncGenerator<Record<string, unknown>> {
  let offset = query.offset ?? 0;
  for (;;) {
    const { report } = await ask(gateway, ReportPageDocument, { query: { ...query, offset } });
    yield* report.objects;
    if (report.nextOffset === null) return;
    offset = report.nextOffset;
  }
}

import { ChurnLevel, ChurnSignalKind, type ChurnRisk } from '../schema/churn.js';
import { InputError } from '../src/errors.js';
import type { ChurnRisk as AssessedRisk } from '../src/insight/churn-risk.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { CustomerRow, Page, PageRequest } from '../src/loaders/directory.js';
import type { Loaders } from '../src/loaders/loaders.js';
import type { InstantInput } from '../src/planner/instant.js';

/** The instant that an argument `asOf` means; the present where it is left out. */
export function asOfInstant(loaders: Loaders, asOf: InstantInput | null | undefined): number {
  if (asOf == null) return loaders.present;
  const instant = loaders.instant(asOf);
  if (instant > loaders.present) {
    throw new InputError('asOf', 'expected an instant that is not still to come');
  }
  if (instant < 0) throw new InputError('asOf', 'expected an instant from 1970 on');
  return instant;
}

/** An assessed risk as the schema shows it. */
export function churnRisk({ score, level, signals }: AssessedRisk): ChurnRisk {
  return {
    score,
    level: ChurnLevel[level],
    signals: signals.map(({ kind, ...signal }) => ({ kind: ChurnSignalKind[kind], ...signal })),
  };
}

/** A customer with its risk, in a list that is ranked or filtered by it. */
interface RiskyCustomer extends CustomerRow {
  readonly risk: AssessedRisk;
}

/** The most likely to leave first, of equal ones by id. */
function byRisk(a: RiskyCustomer, b: RiskyCustomer): number {
  return b.risk.score - a.risk.score || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));
}

/** A list of customers that is ranked or filtered by their risk: all of them are assessed. */
export async function riskyCustomers(
  { churn, directory, present }: Loaders,
  scope: TenantScope,
  request: PageRequest,
  levels: readonly ChurnLevel[] | null,
  isRanked: boolean,
): Promise<{ readonly page: Page<RiskyCustomer>; readonly count: number }> {
  const [rows, riskOf] = await Promise.all([
    directory.all<CustomerRow>(scope, 'customers', request),
    churn.all(scope, present),
  ]);
  const meant = rows
    .map((row): RiskyCustomer => ({ ...row, risk: riskOf(row.id) }))
    .filter(({ risk }) => levels === null || levels.includes(ChurnLevel[risk.level]));
  if (isRanked) meant.sort(byRisk);
  const behind = request.after === null ? 0 : positionBehind(meant, request.after.id);
  const from = behind + request.offset;
  const page = meant.slice(from, from + request.limit);
  return { page: { rows: page, hasNextPage: from + page.length < meant.length }, count: meant.length };
}

/** Where the customers behind one of a list begin. */
function positionBehind(customers: readonly RiskyCustomer[], id: string): number {
  const place = customers.findIndex((customer) => customer.id === id);
  if (place !== -1) return place + 1;
  throw new InputError('after', 'expected the cursor of a customer that is in this list');
}

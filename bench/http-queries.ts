import { execute, parse, type GraphQLSchema } from 'graphql';
import type { Principal } from '../src/auth/principal.js';
import type { RequestContext } from '../src/context.js';
import type { Database } from '../src/db/database.js';
import type { Statement, TenantScope } from '../src/db/tenant-scope.js';
import { dirtyStatement } from '../src/loaders/freshness.js';
import { createLoaders } from '../src/loaders/loaders.js';
import { SharedReads } from '../src/loaders/shared-reads.js';

export const DAY = 86_400_000;
/** Ranges that requests take turns with: no two that are under way at once ask the same. */
export const VARIANTS = 64;
/** Days of a series. */
export const POINTS = 30;
/** Customers with an event on each day. */
export const CUSTOMERS = 1_000;

export const SCOPE: TenantScope = { tenantId: 'http', customerId: null };

/** The first of the days that are filled; all of them lie behind the newest bucket. */
export const firstDay = (): number => Math.floor(Date.now() / DAY) * DAY - (VARIANTS + POINTS) * DAY;

/** A request of the bench. */
export interface BenchQuery {
  readonly title: string;
  readonly document: string;
  /** Days that a request asks for. */
  readonly days: number;
  /** Rows of an answer. */
  readonly rows: number;
}

/** By the names of their operations. Wide asks for one day, so that PostgreSQL does not hide what the servers do. */
export const QUERIES = {
  Small: {
    title: `small (${POINTS} x 3)`,
    days: POINTS,
    rows: POINTS,
    document: `query Small($from: DateTime!, $to: DateTime!) {
      usage(window: { from: $from, to: $to, granularity: DAY }, filter: { billableUnitIds: ["unit-0"] }) {
        byBillableUnit(first: 1) { series { bucket quantity events } }
      }
    }`,
  },
  Wide: {
    title: `wide (${CUSTOMERS} x 6)`,
    days: 1,
    rows: CUSTOMERS,
    document: `query Wide($from: DateTime!, $to: DateTime!) {
      usage(window: { from: $from, to: $to }) {
        byCustomer(first: ${CUSTOMERS}) { customer { id } others events share revenue { amount currency } }
      }
    }`,
  },
} satisfies Record<string, BenchQuery>;
export type QueryName = keyof typeof QUERIES;
export const QUERY_NAMES = Object.keys(QUERIES) as QueryName[];

/** What a variant asks for. */
export function variablesOf(name: QueryName, variant: number): { from: string; to: string } {
  const from = firstDay() + variant * DAY;
  return { from: new Date(from).toISOString(), to: new Date(from + QUERIES[name].days * DAY).toISOString() };
}

/** The body of a request, as all servers get it. */
export function bodyOf(name: QueryName, variant: number): string {
  const query = QUERIES[name].document.replace(/\s+/g, ' ');
  return JSON.stringify({ query, operationName: name, variables: variablesOf(name, variant) });
}

/**
 * The statements for an answer, the last one that for its rows: under which names its columns come, and by the start of
 * a range.
 */
export interface PlannedStatements {
  readonly columns: Readonly<Record<string, string>>;
  readonly byStart: Readonly<Record<string, readonly Statement[]>>;
}
export type PlannedQueries = Readonly<Record<QueryName, PlannedStatements>>;

const PRINCIPAL: Principal = {
  ...SCOPE,
  scopes: new Set(['analytics:read']),
  subject: 'bench',
  expiresAt: null,
};

/** The statements with which a gateway that has run for a while answers. */
export async function plannedQueries(schema: GraphQLSchema, db: Database): Promise<PlannedQueries> {
  const [Small, Wide] = await Promise.all([planned(schema, db, 'Small'), planned(schema, db, 'Wide')]);
  return { Small, Wide };
}

async function planned(schema: GraphQLSchema, db: Database, name: QueryName): Promise<PlannedStatements> {
  const document = parse(QUERIES[name].document);
  const byStart: Record<string, readonly Statement[]> = {};
  let columns: Record<string, string> = {};
  for (let variant = 0; variant < VARIANTS; variant++) {
    const variableValues = variablesOf(name, variant);
    const loaders = createLoaders(new SharedReads(db.read), Date.now(), 400);
    const contextValue = { principal: PRINCIPAL, loaders } as unknown as RequestContext;
    const { errors } = await execute({ schema, document, variableValues, contextValue });
    const last = loaders.analytics.plans.at(-1)?.plan;
    if (errors !== undefined || last?.parts[0] === undefined)
      throw new Error(errors?.join() ?? 'nothing was planned');
    const { text, values } = last;
    byStart[variableValues.from] = [dirtyStatement(SCOPE), { text, values }];
    columns = Object.fromEntries(last.parts[0].columns.map((column, place) => [column, `c${place}`]));
  }
  return { columns, byStart };
}

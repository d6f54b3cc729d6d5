import { Command } from 'commander';
import { graphql, Kind, OperationTypeNode, parse, type DocumentNode } from 'graphql';
import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { buildGatewaySchema } from '../../resolvers/build-schema.js';
import type { Principal } from '../auth/principal.js';
import type { RequestContext } from '../context.js';
import { readInScope, type TenantScope } from '../db/tenant-scope.js';
import { InputError } from '../errors.js';
import { NodeFeed } from '../feed/node-feed.js';
import { databasePrices } from '../ingest/prices/prices.js';
import { DatabaseIngestor } from '../ingest/store/database-ingestor.js';
import { createLoaders } from '../loaders/loaders.js';
import { SharedReads } from '../loaders/shared-reads.js';
import type { Plan, PlannedQuery } from '../planner/plan.js';
import { databaseSavedReports } from '../saved-reports/saved-reports.js';
import { databaseAlerts } from '../watch/alerts.js';
import type { Environment } from './environment.js';

interface ExplainOptions {
  readonly tenant: string;
  readonly customer?: string;
  readonly variables: string;
  readonly sql?: true;
  readonly analyze?: true;
}

/** `gaugeway explain`. */
export function explainCommand(environment: Environment): Command {
  return new Command('explain')
    .description(
      'Run a GraphQL query and say where its figures come from: what is read, and why not from elsewhere',
    )
    .argument('<query>', 'the query, or @file')
    .requiredOption('--tenant <id>', 'whose figures')
    .option('--customer <id>', 'narrowed to one customer, as a credential can be')
    .option('--variables <json>', "the query's variables", '{}')
    .option('--sql', 'also print the statements and their values')
    .option('--analyze', 'also print how the database executes them')
    .action(async (query: string, options: ExplainOptions) => {
      const { config, log, open } = environment();
      const source = query.startsWith('@') ? await readFile(query.slice(1), 'utf8') : query;
      requireQueries(parse(source));
      const variableValues = parseVariables(options.variables);
      const db = await open();
      const feed = new NodeFeed(db.write, log);
      try {
        const loaders = createLoaders(new SharedReads(db.read), Date.now(), config.FACT_RETENTION_DAYS);
        const contextValue = {
          principal: principalOf(options),
          loaders,
          ingestor: new DatabaseIngestor(db.write, { factRetentionDays: config.FACT_RETENTION_DAYS }),
          prices: databasePrices(db.write),
          alerts: databaseAlerts(db.write),
          savedReports: databaseSavedReports(db.write),
          feed,
        } satisfies RequestContext;
        const schema = buildGatewaySchema();
        const { errors = [] } = await graphql({ schema, source, variableValues, contextValue });
        const { plans } = loaders.analytics;
        process.stdout.write(`${plans.length} ${plans.length === 1 ? 'statement' : 'statements'}\n`);
        for (const [number, { scope, plan }] of plans.entries()) {
          process.stdout.write(`\nStatement ${number + 1}\n${plan.parts.map(told).join('')}`);
          if (options.sql === true) process.stdout.write(`\n${plan.text}\n${valuesOf(plan)}`);
          if (options.analyze === true) process.stdout.write(`\n${await analyzed(db.read, scope, plan)}`);
        }
        for (const { message, path } of errors) {
          process.stderr.write(`${path === undefined ? '' : `${path.join('.')}: `}${message}\n`);
          process.exitCode = 1;
        }
      } finally {
        await feed.close();
        await db.close();
      }
    });
}

function principalOf({ tenant, customer }: ExplainOptions): Principal {
  return {
    tenantId: tenant,
    customerId: customer ?? null,
    scopes: new Set(['analytics:read', 'events:read']),
    subject: 'explain',
    expiresAt: null,
  };
}

/** Nothing is written or followed to be explained. */
function requireQueries({ definitions }: DocumentNode): void {
  const isOther = definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation !== OperationTypeNode.QUERY,
  );
  if (isOther) throw new InputError('query', 'expected queries, no mutation and no subscription');
}

function parseVariables(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new InputError('--variables', 'expected a JSON object');
}

function told({ query, sources, considered }: PlannedQuery): string {
  const { dataset, measures, dimensions, range, buckets, filters, top } = query;
  const instant = (epochMs: number): string => new Date(epochMs).toISOString();
  const lines = [
    `${dataset.key}: ${measures.join(', ')}${dimensions.length === 0 ? '' : ` by ${dimensions.join(', ')}`}`,
    `  range    ${instant(range.from)} .. ${instant(range.to)}${buckets === null ? '' : `, ${buckets.length} buckets`}`,
    ...filters.map(({ dimension, values }) => `  filter   ${dimension} in ${JSON.stringify(values)}`),
    ...(top == null ? [] : [`  top      ${top.rows} of ${top.dimension} by ${top.by}`]),
    `  reads    ${sources.join(', ')}`,
    ...considered.flatMap(({ relation, passedOver }) =>
      passedOver === null ? [] : [`  not      ${relation}: ${passedOver}`],
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function valuesOf({ values }: Plan): string {
  return values.map((value, place) => `-- $${place + 1} = ${JSON.stringify(value)}\n`).join('');
}

async function analyzed(pool: pg.Pool, scope: TenantScope, { text, values }: Plan): Promise<string> {
  const rows = await readInScope<{ 'QUERY PLAN': string }>(pool, scope, {
    text: `EXPLAIN (ANALYZE, BUFFERS) ${text}`,
    values,
  });
  return rows.map((row) => `${row['QUERY PLAN']}\n`).join('');
}

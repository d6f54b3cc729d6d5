import { Command } from 'commander';
import type { Queryable } from '../db/database.js';
import { pendingMigrations } from '../db/migrate.js';
import { checkDatabase } from '../db/preflight.js';
import type { Environment } from './environment.js';

interface Finding {
  readonly ok: boolean;
  readonly text: string;
}

/** `gaugeway doctor`. */
export function doctorCommand(environment: Environment): Command {
  return new Command('doctor')
    .description(
      'Check configuration, database, schema and background work; exits with 1 where something is wrong',
    )
    .action(async () => {
      const { open } = environment();
      const db = await open();
      try {
        const findings = [{ ok: true, text: 'Configuration: usable' }, ...(await examine(db.write))];
        for (const { ok, text } of findings) process.stdout.write(`${ok ? 'ok   ' : 'WRONG'} ${text}\n`);
        if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
      } finally {
        await db.close();
      }
    });
}

async function examine(db: Queryable): Promise<Finding[]> {
  await checkDatabase(db);
  const { rows: versions } = await db.query<{ postgres: string; timescale: string }>(
    `SELECT current_setting('server_version') AS postgres,
            (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS timescale`,
  );
  const database = {
    ok: true,
    text: `Database: PostgreSQL ${versions[0]?.postgres}, TimescaleDB ${versions[0]?.timescale}`,
  };
  const pending = await pendingMigrations(db);
  const schema = {
    ok: pending.length === 0,
    text:
      pending.length === 0 ? 'Schema: newest' : `Schema: run \`gaugeway migrate\` for ${pending.join(', ')}`,
  };
  if (pending.length > 0) return [database, schema];
  return [database, schema, await refreshBacklog(db), ...(await failedJobs(db)), await keys(db)];
}

/** Dirty buckets that closed more than ten minutes ago mean that no node refreshes. */
async function refreshBacklog(db: Queryable): Promise<Finding> {
  const { rows } = await db.query<{ buckets: string; late: string }>(
    `SELECT count(DISTINCT (dataset, tenant_id, bucket)) AS buckets,
            count(DISTINCT (dataset, tenant_id, bucket)) FILTER (WHERE bucket < now() - interval '25 minutes') AS late
     FROM dirty_buckets`,
  );
  const { buckets = '0', late = '0' } = rows[0] ?? {};
  const text = `Rollups: ${buckets} buckets are read from raw rows`;
  return Number(late) === 0
    ? { ok: true, text }
    : {
        ok: false,
        text: `${text}, ${late} of them for long: is a node running? \`gaugeway refresh\` catches up`,
      };
}

async function failedJobs(db: Queryable): Promise<Finding[]> {
  const { rows } = await db.query<{ job_id: number; application_name: string }>(
    `SELECT j.job_id, j.application_name FROM timescaledb_information.jobs j
     JOIN timescaledb_information.job_stats s USING (job_id) WHERE s.last_run_status = 'Failed' ORDER BY 1`,
  );
  if (rows.length === 0) return [{ ok: true, text: 'Jobs: none failed at its last run' }];
  return rows.map(({ job_id: id, application_name: name }) => ({
    ok: false,
    text: `Job ${id} (${name}) failed at its last run: see timescaledb_information.job_errors`,
  }));
}

async function keys(db: Queryable): Promise<Finding> {
  const { rows } = await db.query<{ tenants: string; keys: string }>(
    `SELECT (SELECT count(*) FROM tenants) AS tenants,
            (SELECT count(*) FROM api_keys WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())) AS keys`,
  );
  return { ok: true, text: `Tenants: ${rows[0]?.tenants}, API keys in force: ${rows[0]?.keys}` };
}

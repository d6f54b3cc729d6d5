import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createKey } from '../src/auth/key-store.js';
import { openDatabase } from '../src/db/connect.js';
import type { Database } from '../src/db/database.js';
import { packageRoot } from '../src/package-root.js';

/** A gateway in a process of its own, as it is deployed, and a connection of the bench's to the same database. */
export interface NodeProcess {
  readonly url: string;
  readonly db: Database;
  readonly kind: 'embedded' | 'server';
  key(tenantId: string): Promise<string>;
  /** Resident memory of the gateway's process, in MiB. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts the built gateway on the embedded database in a scratch folder, or on a new database of DATABASE_URL's server. */
export async function startNodeProcess(): Promise<NodeProcess> {
  const server = process.env['DATABASE_URL'];
  const scratch = await mkdtemp(join(tmpdir(), 'gaugeway-bench-'));
  const name = `gaugeway_bench_${randomBytes(4).toString('hex')}`;
  const url = server === undefined ? undefined : new URL(server);
  if (url !== undefined) {
    await administer(url.href, `CREATE DATABASE ${name}`);
    url.pathname = `/${name}`;
  }
  const port = await freePort();
  const child = spawn(process.execPath, [join(packageRoot(), 'dist', 'src', 'cli', 'main.js'), 'start'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      GAUGEWAY_DEMO: '0',
      GAUGEWAY_DATA_DIR: scratch,
      ...(url === undefined ? {} : { DATABASE_URL: url.href }),
    },
  });
  await banner(child);
  const db = await openDatabase({
    url: url?.href,
    readUrl: undefined,
    poolSize: 4,
    dataDir: scratch,
    onError: () => undefined,
  });
  return {
    url: `http://127.0.0.1:${port}`,
    db,
    kind: db.kind,
    key: async (tenantId) => {
      const scopes = ['analytics:read', 'events:write'] as const;
      return (
        await createKey(db.write, { tenantId, name: 'bench', scopes, customerId: null, expiresAt: null })
      ).text;
    },
    memory: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024;
    },
    stop: async () => {
      await db.close();
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(scratch, { recursive: true, force: true });
      if (server !== undefined) await administer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

function banner(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('is ready')) resolve();
    });
    child.once('exit', () => reject(new Error(`the gateway did not start:\n${text}`)));
  });
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKey } from '../src/auth/key-store.js';
import type { Database } from '../src/db/database.js';
import { packageRoot } from '../src/package-root.js';
import { administer, openFor } from './database.js';

/** A gateway in a process of its own, as it is deployed, and a connection of the bench's to the same database. */
export interface NodeProcess {
  readonly url: string;
  readonly pid: number;
  readonly db: Database;
  readonly kind: 'embedded' | 'server';
  /** What opens its database in another process. */
  readonly database: { readonly url: string | undefined; readonly dataDir: string };
  key(tenantId: string): Promise<string>;
  /** Resident memory of the gateway's process, in MiB. */
  memory(): Promise<number>;
  /** Seconds of processor time that the gateway's process has used. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** As `npm start` and the image set them: answers are large for a moment, and a small nursery promotes them. */
export const NODE_OPTIONS = ['--max-semi-space-size=64'] as const;

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Seconds of processor time that a process has used, or its main thread alone, in steps of 10 ms. */
export async function cpuOf(pid: number, { mainThread = false } = {}): Promise<number> {
  const stat = await readFile(mainThread ? `/proc/${pid}/task/${pid}/stat` : `/proc/${pid}/stat`, 'utf8');
  // Behind the name, which may hold anything: fields 14 and 15 of proc(5), in clock ticks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/**
 * Starts the built gateway on the embedded database in a scratch folder, or on a new database of DATABASE_URL's
 * server. With `logs` it logs as it does by default, one line a request, into a file of that folder. `flags` are more
 * options of Node.
 */
export async function startNodeProcess({
  logs = false,
  flags = [],
}: { logs?: boolean; flags?: readonly string[] } = {}): Promise<NodeProcess> {
  const server = process.env['DATABASE_URL'];
  const scratch = await mkdtemp(join(tmpdir(), 'gaugeway-bench-'));
  const name = `gaugeway_bench_${randomBytes(4).toString('hex')}`;
  const url = server === undefined ? undefined : new URL(server);
  if (url !== undefined) {
    await administer(url.href, `CREATE DATABASE ${name}`);
    url.pathname = `/${name}`;
  }
  const port = await freePort();
  const log = logs ? await open(join(scratch, 'log'), 'w') : null;
  const main = join(packageRoot(), 'dist', 'src', 'cli', 'main.js');
  const child = spawn(process.execPath, [...NODE_OPTIONS, ...flags, main, 'start'], {
    stdio: ['ignore', 'pipe', log === null ? 'inherit' : log.fd],
    env: {
      ...process.env,
      PORT: String(port),
      NODE_ENV: 'production',
      LOG_LEVEL: logs ? 'info' : 'warn',
      GAUGEWAY_DEMO: '0',
      GAUGEWAY_DATA_DIR: scratch,
      ...(url === undefined ? {} : { DATABASE_URL: url.href }),
    },
  });
  await log?.close();
  await banner(child);
  const pid = child.pid ?? NaN;
  const db = await openFor(url?.href, scratch);
  return {
    url: `http://127.0.0.1:${port}`,
    pid,
    db,
    kind: db.kind,
    database: { url: url?.href, dataDir: scratch },
    key: async (tenantId) => {
      const scopes = ['analytics:read', 'events:read', 'events:write'] as const;
      return (
        await createKey(db.write, { tenantId, name: 'bench', scopes, customerId: null, expiresAt: null })
      ).text;
    },
    memory: async () => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024;
    },
    cpu: () => cpuOf(pid),
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

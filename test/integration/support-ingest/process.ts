import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/db/connect.js';
import type { Database } from '../../../src/db/database.js';
import { packageRoot } from '../../../src/package-root.js';
import { onServer, openTestDatabase } from '../../support/database.js';
import { buildTemplate, templateFolder } from '../../support/template.js';

/** A node in a process of its own, as `gaugeway start` makes it. */
export interface NodeProcess {
  readonly url: string;
  /** Ends it at once (SIGKILL) or lets it drain (SIGTERM); resolves with its exit code when it is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

/** A database that survives the processes on it: a folder, or a database of a server. */
export interface Site {
  readonly env: Record<string, string>;
  /** Opens it beside the process that has it. */
  open(): Promise<Database>;
  remove(): Promise<void>;
}

/** Makes a migrated database for processes. */
export async function makeSite(): Promise<Site> {
  if (onServer) {
    const db = await openTestDatabase();
    return {
      env: { DATABASE_URL: db.url },
      open: () => Promise.resolve({ ...db, close: () => Promise.resolve() }),
      remove: () => db.close(),
    };
  }
  await buildTemplate();
  const dataDir = await mkdtemp(join(tmpdir(), 'gaugeway-process-'));
  await cp(await templateFolder(), dataDir, { recursive: true });
  const onError = (): void => undefined;
  return {
    env: { GAUGEWAY_DATA_DIR: dataDir },
    open: () => openDatabase({ url: undefined, readUrl: undefined, poolSize: 2, dataDir, onError }),
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}

const command = (site: Site, args: readonly string[]): ReturnType<typeof spawn> =>
  spawn(process.execPath, ['--import', 'tsx', join('src', 'cli', 'main.ts'), ...args], {
    cwd: packageRoot(),
    env: { ...process.env, GAUGEWAY_DEMO: '0', PORT: '0', LOG_LEVEL: 'silent', ...site.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Starts a node on a free port; resolves when it says that it is ready. */
export async function startProcess(site: Site): Promise<NodeProcess> {
  const child = command(site, ['start']);
  const gone = once(child, 'exit') as Promise<[number | null]>;
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (bytes: Buffer): void => {
      said += bytes.toString();
      const ready = /Events\s+(http:\S+)\/v1\/events/.exec(said)?.[1];
      if (ready !== undefined) resolve(ready);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    void gone.then(([code]) => reject(new Error(`the node ended with ${code}: ${said}`)));
  });
  return {
    url,
    end: async (signal) => {
      child.kill(signal);
      return (await gone)[0];
    },
  };
}

/** Makes a key with `gaugeway keys create`, also while a node runs. */
export async function createKey(site: Site, tenant: string, scopes: string): Promise<string> {
  const child = command(site, ['keys', 'create', '--tenant', tenant, '--name', 'test', '--scopes', scopes]);
  let out = '';
  let err = '';
  child.stdout?.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr?.on('data', (bytes: Buffer) => (err += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`keys create ended with ${code}: ${err}`);
  return out.trim();
}

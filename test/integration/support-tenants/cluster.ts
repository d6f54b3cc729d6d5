import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './scratch.js';

const DEBIAN = '/usr/lib/postgresql';

/** Where an installed PostgreSQL server of 15 or newer has its programs, or null. */
export function serverPrograms(): string | null {
  if (!existsSync(DEBIAN)) return null;
  const versions = readdirSync(DEBIAN).filter((version) => Number(version) >= 15);
  const [newest] = versions.sort((a, b) => Number(b) - Number(a));
  const programs = join(DEBIAN, newest ?? 'none', 'bin');
  return existsSync(join(programs, 'initdb')) && serverUser() !== null ? programs : null;
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`. Null where there is no such user. */
function serverUser(): { prefix: readonly string[]; uid: number; gid: number } | null {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return { prefix: [], uid, gid: process.getgid?.() ?? 0 };
  try {
    const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }));
    return { prefix: ['runuser', '-u', 'postgres', '--'], uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}

/** A server of its own on a Unix socket, without TimescaleDB until it is restarted with it. */
export interface Cluster {
  url(user?: string): string;
  /** Restarts with settings such as `shared_preload_libraries=timescaledb`. */
  restart(...settings: string[]): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a server with the superuser `postgres` and no passwords. */
export async function startCluster(programs: string): Promise<Cluster> {
  const user = serverUser();
  if (user === null) throw new Error('no user to run PostgreSQL');
  const folder = await mkdtemp(join(tmpdir(), 'gaugeway-cluster-'));
  await chown(folder, user.uid, user.gid);
  const dataDir = join(folder, 'data');
  const call = async (program: string, ...args: string[]): Promise<void> => {
    const [first = '', ...rest] = [...user.prefix, join(programs, program), ...args];
    const { code, out, err } = await run(first, rest);
    if (code !== 0) throw new Error(`${program}: ${out}${err}`);
  };
  const start = (...settings: string[]): Promise<void> => {
    const options = [`unix_socket_directories=${folder}`, 'listen_addresses=', 'fsync=off', ...settings];
    const given = options.map((option) => `-c ${option.endsWith('=') ? `${option}''` : option}`).join(' ');
    return call('pg_ctl', '-D', dataDir, '-l', join(folder, 'log'), '-o', given, '-w', 'start');
  };
  const stop = (): Promise<void> => call('pg_ctl', '-D', dataDir, '-m', 'fast', '-w', 'stop');
  await call('initdb', '-D', dataDir, '-A', 'trust', '-U', 'postgres', '--no-sync', '--no-instructions');
  await start();
  return {
    url: (name = 'postgres') => `postgres://${name}@/postgres?host=${encodeURIComponent(folder)}`,
    restart: async (...settings) => {
      await stop();
      await start(...settings);
    },
    remove: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

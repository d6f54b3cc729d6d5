import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { DatabaseOptions } from '../src/db/connect.js';
import type { PlannedQueries } from './http-queries.js';
import { NODE_OPTIONS } from './node-process.js';

/** Servers that the gateway is measured beside. `plain` is the bare one without the tenant's scope. */
export const RIVALS = { bare: 'http-bare.ts', plain: 'http-bare.ts', stock: 'http-stock.ts' } as const;
export type RivalKind = keyof typeof RIVALS;

/** What a rival's process is told. */
export interface RivalSettings {
  readonly kind: RivalKind;
  readonly database: Omit<DatabaseOptions, 'onError'>;
  /** The file with the planned queries. */
  readonly planned: string;
}

/** A server under test, in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a rival. */
export async function startRival(settings: RivalSettings): Promise<ServerProcess> {
  const script = fileURLToPath(new URL(RIVALS[settings.kind], import.meta.url));
  const child = spawn(
    process.execPath,
    [...NODE_OPTIONS, '--import', 'tsx', script, JSON.stringify(settings)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once('exit', () => reject(new Error(`the ${settings.kind} server did not start`)));
  });
  child.stdout.resume();
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? NaN,
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** In the rival's process: what it was told, and the statements that it runs. */
export function rivalSettings(): RivalSettings & { readonly queries: PlannedQueries } {
  const settings = JSON.parse(process.argv[2] ?? '') as RivalSettings;
  return { ...settings, queries: JSON.parse(readFileSync(settings.planned, 'utf8')) as PlannedQueries };
}

/** In the rival's process: tells that it listens. */
export function announce(address: AddressInfo | string | null): void {
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.stdout.write(`${address.port}\n`);
}

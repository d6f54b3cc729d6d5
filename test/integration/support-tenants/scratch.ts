import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../../src/package-root.js';
import { buildTemplate, templateFolder } from '../../support/template.js';

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end; `input` is all that it gets to read. */
export function run(
  program: string,
  args: readonly string[],
  { env = {}, input = '', uid }: { env?: Record<string, string>; input?: string; uid?: number } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: packageRoot(),
      env: { ...process.env, ...env },
      timeout: 50_000,
      ...(uid === undefined ? {} : { uid }),
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Whether a program is installed. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

/** Runs the command line from source: all of it, which takes seconds to load, or only `keys`. */
export function gaugeway(
  args: readonly string[],
  env: Record<string, string>,
  only?: 'keys',
): Promise<Ended> {
  const here = join(packageRoot(), 'test', 'integration', 'support-tenants', 'keys-main.ts');
  const main = only === 'keys' ? here : join(packageRoot(), 'src', 'cli', 'main.ts');
  return run(process.execPath, ['--import', 'tsx', main, ...args], { env: { LOG_LEVEL: 'silent', ...env } });
}

/** A folder of a migrated embedded database, whatever the other tests run against; and what removes it. */
export async function embeddedFolder(): Promise<{ dataDir: string; remove(): Promise<void> }> {
  await buildTemplate();
  const dataDir = await mkdtemp(join(tmpdir(), 'gaugeway-scratch-'));
  await cp(await templateFolder(), dataDir, { recursive: true });
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

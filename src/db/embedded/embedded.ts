import { once } from 'node:events';
import { chmod, lstat, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { UnfitDatabaseError } from '../preflight.js';
import { lockFolder } from './folder-lock.js';
import { GATEWAY } from './guest.js';
import type { EmbeddedNotice, EmbeddedOptions } from './worker.js';

/** An embedded TimescaleDB that answers on a Unix socket, like a server on this machine. */
export interface Embedded {
  /**
   * A connection string for the gateway's own pools, in every process of this user. Others connect as guests: `psql -h
   * <folder of the socket> -U <role> postgres`.
   */
  readonly url: string;
  /** False where another process of this user has the data folder open, and this one only joins it. */
  readonly owned: boolean;
  close(): Promise<void>;
}

/** How long a process that is opening the data folder is waited for, and how often it is asked. */
const JOIN_MS = 30_000;
const JOIN_STEP_MS = 100;

const SOCKET_NAME = '.s.PGSQL.5432';

/** The application's name tells the gateway's own connections, which leave no state behind, from those of guests. */
const urlOf = (folder: string): string =>
  `postgres://postgres@/postgres?host=${encodeURIComponent(folder)}&application_name=${GATEWAY}`;

/** Whether a database of this user answers there: in a folder that anyone may make, another's could be waiting. */
async function answers(folder: string): Promise<boolean> {
  const present = await lstat(folder).catch(() => null);
  if (present?.isDirectory() !== true || present.uid !== process.getuid?.()) return false;
  const socket = connect(join(folder, SOCKET_NAME));
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * Opens the data folder, or joins the process that has it open: a data folder has one backend, and its process
 * writes where it listens into `<dataDir>/socket`. The socket's own folder is private (mode 0700), which stands in
 * for a password.
 *
 * A transaction that its client leaves idle for `idleInTransactionMs` is rolled back: it holds up all others.
 */
export async function openEmbedded(dataDir: string, idleInTransactionMs = 10_000): Promise<Embedded> {
  const pointer = join(dataDir, 'socket');
  const files = join(dataDir, 'db');
  await mkdir(files, { recursive: true });
  // PGlite leaves its files readable for everyone.
  await chmod(files, 0o700);
  const unlock = await lockFolder(join(dataDir, 'lock'));
  if (unlock === null) return joinOther(pointer);

  const folder = await mkdtemp(join(tmpdir(), 'gaugeway-'));
  await chmod(folder, 0o700);
  const worker = await startWorker({
    dataDir: files,
    socketPath: join(folder, SOCKET_NAME),
    idleInTransactionMs,
  });
  await writeFile(pointer, folder);
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    worker.postMessage('close');
    await once(worker, 'message');
    await worker.terminate();
    await rm(pointer, { force: true });
    await rm(folder, { recursive: true, force: true });
    await unlock();
  };
  return { url: urlOf(folder), owned: true, close: () => (closing ??= close()) };
}

/** Connects to the process that has the data folder, which may still be opening it. */
async function joinOther(pointer: string): Promise<Embedded> {
  for (let waited = 0; waited < JOIN_MS; waited += JOIN_STEP_MS) {
    const folder = await readFile(pointer, 'utf8').catch(() => null);
    if (folder !== null && (await answers(folder))) {
      return { url: urlOf(folder), owned: false, close: () => Promise.resolve() };
    }
    await delay(JOIN_STEP_MS);
  }
  throw new UnfitDatabaseError(
    `${pointer.replace(/socket$/, '')} is in use by a process that does not answer.`,
  );
}

async function startWorker(options: EmbeddedOptions): Promise<Worker> {
  const worker = newWorker(options);
  const [notice] = (await once(worker, 'message')) as [EmbeddedNotice];
  if (notice.kind !== 'ready') throw new Error(`the embedded database did not start: ${notice.kind}`);
  return worker;
}

function newWorker(workerData: EmbeddedOptions): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./worker.js', import.meta.url), { workerData });
  // From source (tests, `npm run dev`) the thread has to register the TypeScript loader for itself.
  const entry = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  const bootstrap = `import('tsx/esm/api').then((tsx) => { tsx.register(); return import(${entry}); })`;
  return new Worker(bootstrap, { eval: true, workerData });
}

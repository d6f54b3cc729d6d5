import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { Backend } from './backend.js';
import { Session } from './session.js';
import { Turnstile } from './turnstile.js';

/** What the thread is started with. */
export interface EmbeddedOptions {
  dataDir: string;
  /** The Unix socket to listen on. */
  socketPath: string;
}

/** What the thread says. */
export type EmbeddedNotice = { kind: 'ready' } | { kind: 'closed' };

// Queries run on the calling thread: here they hold up nobody but each other.
const port = parentPort;
if (port === null) throw new Error('the embedded database runs in a worker thread');
const { dataDir, socketPath } = workerData as EmbeddedOptions;

const backend = await Backend.open(dataDir);
const turnstile = new Turnstile();
const server = createServer((socket) => new Session(socket, backend, turnstile));
server.listen(socketPath, () => port.postMessage({ kind: 'ready' } satisfies EmbeddedNotice));

port.once('message', () => {
  server.close();
  void turnstile
    .enter()
    .then(() => backend.close())
    .then(() => port.postMessage({ kind: 'closed' } satisfies EmbeddedNotice));
});

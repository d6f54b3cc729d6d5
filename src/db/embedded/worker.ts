import { createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { Backend } from './backend.js';
import { Session } from './session.js';
import { Turnstile } from './turnstile.js';

/** What the thread is started with. */
export interface EmbeddedOptions {
  dataDir: string;
  /** The Unix socket to listen on. */
  socketPath: string;
  /** A client that is idle in a transaction for this long loses it, and its connection. */
  idleInTransactionMs: number;
}

/** What the thread says. */
export type EmbeddedNotice = { kind: 'ready' } | { kind: 'closed' };

// Queries run on the calling thread: here they hold up nobody but each other.
const port = parentPort;
if (port === null) throw new Error('the embedded database runs in a worker thread');
const { dataDir, socketPath, idleInTransactionMs } = workerData as EmbeddedOptions;

const backend = await Backend.open(dataDir);
const turnstile = new Turnstile();
const sockets = new Set<Socket>();
const server = createServer((socket) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  new Session(socket, backend, turnstile, idleInTransactionMs);
});
server.listen(socketPath, () => port.postMessage({ kind: 'ready' } satisfies EmbeddedNotice));

port.once('message', () => {
  server.close();
  // A guest that is still there might hold the turnstile for a transaction.
  for (const socket of sockets) socket.destroy();
  void turnstile
    .enter()
    .then(() => backend.close())
    .then(() => port.postMessage({ kind: 'closed' } satisfies EmbeddedNotice));
});

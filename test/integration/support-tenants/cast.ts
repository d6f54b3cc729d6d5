import { setImmediate } from 'node:timers/promises';
import { SCOPES, type Scope } from '../../../src/auth/principal.js';
import { openTestDatabase } from '../../support/database.js';
import { startTestNode, type TestNode } from '../../support/node.js';
import { SocketClient, type Answer, type GraphqlFault } from './socket.js';
import { fillTwoTenants } from './two-tenants.js';

/** Everything but admin. */
export const ALL_RIGHTS: readonly Scope[] = SCOPES.filter((scope) => scope !== 'admin');

/** A node with two full tenants, and who asks it. */
export interface Cast {
  readonly node: TestNode;
  readonly keys: Record<'acme' | 'globex' | 'admin' | 'narrowed' | 'rightless', string>;
  /** A socket that is closed with the cast. */
  socket(key: string): Promise<SocketClient>;
  /** Takes usage of a customer in, an event of its own each time. */
  write(key: string, customerId: string): Promise<void>;
  /** Has events written for acme and globex, over and over, until the work is done. */
  whileWriting<T>(work: Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export async function startCast(): Promise<Cast> {
  const db = await openTestDatabase();
  await fillTwoTenants(db);
  const node = await startTestNode(db);
  const keys = {
    acme: await node.key('acme', ALL_RIGHTS),
    globex: await node.key('globex', ALL_RIGHTS),
    admin: await node.key('platform', ['admin']),
    narrowed: await node.key('acme', ALL_RIGHTS, 'acme-c1'),
    rightless: await node.key('acme', []),
  };
  const sockets: SocketClient[] = [];
  let written = 0;
  const write = async (key: string, customerId: string): Promise<void> => {
    const data = { customerId, billableUnit: `${customerId.split('-')[0]}-unit`, quantity: 1 };
    const event = { specversion: '1.0', id: `w${++written}`, source: 'cast', type: 'usage.recorded', data };
    await node.events(key, 'application/cloudevents+json', JSON.stringify(event));
  };
  return {
    node,
    keys,
    write,
    async socket(key) {
      const socket = await SocketClient.open(node.socketUrl, { apiKey: key });
      sockets.push(socket);
      return socket;
    },
    async whileWriting(work) {
      let isDone = false;
      const writing = (async () => {
        while (!isDone) {
          await write(keys.globex, 'globex-c1');
          await write(keys.acme, 'acme-c2');
          await write(keys.acme, 'acme-c1');
        }
      })();
      try {
        return await work;
      } finally {
        isDone = true;
        await writing;
      }
    },
    async stop() {
      await Promise.all(sockets.map((socket) => socket.close()));
      // A subscription that was closed may still be reading: its connection counts as leaked until it has ended.
      const isBusy = (): boolean => [db.write, db.read].some((pool) => pool.idleCount < pool.totalCount);
      for (const until = performance.now() + 5_000; isBusy() && performance.now() < until;)
        await setImmediate();
      await node.stop();
    },
  };
}

/** The errors of an answer over a socket, in whichever message they came. */
export function errorsOf({ type, payload }: Answer): GraphqlFault[] {
  return type === 'error' ? payload : (payload.errors ?? []);
}

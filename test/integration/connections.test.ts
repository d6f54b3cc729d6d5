import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, Socket, type AddressInfo } from 'node:net';
import { openDatabase } from '../../src/db/connect.js';
import { readInScope } from '../../src/db/tenant-scope.js';
import { openTestDatabase } from '../support/database.js';

const ACME = { tenantId: 'acme', customerId: null };
const ONE = { text: 'SELECT 1 AS one', values: [] };
const UNAVAILABLE = { name: 'GaugewayError', code: 'UNAVAILABLE' };

afterEach(() => void jest.restoreAllMocks());

describe('a connection to the database', () => {
  test('is waited for so long as is said, and no longer: then the node has none to spare', async () => {
    const db = await openTestDatabase(1, 50);
    const held = await db.read.connect();
    await expect(readInScope(db.read, ACME, ONE)).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringContaining('no connection to the database to spare'),
    });
    held.release();
    expect(await readInScope(db.read, ACME, ONE)).toEqual([{ one: 1 }]);
    await db.close();
  });

  test('to a server that says nothing is given up', async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => sockets.push(socket.on('error', () => undefined))).listen(
      0,
      '127.0.0.1',
    );
    await once(mute, 'listening');
    const url = `postgres://nobody@127.0.0.1:${(mute.address() as AddressInfo).port}/none`;
    const onError = (): void => undefined;
    const options = { url, readUrl: undefined, poolSize: 1, dataDir: '', connectMs: 50, onError };
    const db = await openDatabase(options);
    await expect(readInScope(db.read, ACME, ONE)).rejects.toMatchObject(UNAVAILABLE);
    await db.close();
    for (const socket of sockets) socket.destroy();
    mute.close();
    await once(mute, 'close');
  });

  test('is kept alive, so that one which a firewall forgot is found out', async () => {
    const keepAlive = jest.spyOn(Socket.prototype, 'setKeepAlive');
    const db = await openTestDatabase(1);
    await readInScope(db.read, ACME, ONE);
    expect(keepAlive).toHaveBeenCalledWith(true, 10_000);
    await db.close();
  });
});

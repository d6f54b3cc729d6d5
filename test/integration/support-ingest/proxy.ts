import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';

/** When a connection that is taking events in breaks: before its COMMIT gets through, or before the answer to it does. */
export type Moment = 'before COMMIT' | 'after COMMIT';

/** A TCP door in front of a database, to play an outage. */
export interface DatabaseProxy {
  readonly url: string;
  /** Breaks the next transaction that takes events in; resolves when it has. */
  breakOnce(moment: Moment): Promise<void>;
  /** Ends all connections, and takes none until it opens again. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

const COMMIT_SENT = Buffer.from('COMMIT\0');
/** CommandComplete: its length, the tag, a zero. */
const COMMIT_DONE = Buffer.from('C\0\0\0\u000bCOMMIT\0');

/** Makes a proxy on a free port for the database of a connection string. */
export async function openProxy(databaseUrl: string): Promise<DatabaseProxy> {
  // The embedded database listens in a folder, which its connection string names where others name a host.
  const folder = /[?&]host=([^&]+)/.exec(databaseUrl)?.[1];
  const target = new URL(folder === undefined ? databaseUrl : 'postgres://postgres@127.0.0.1/postgres');
  const connections = new Set<Socket>();
  let isOpen = true;
  let armed: { moment: Moment; broken: () => void } | null = null;

  const server = createServer((client) => {
    if (!isOpen)
      return void client
        .on('error', () => undefined)
        .resume()
        .end();
    const database =
      folder === undefined
        ? connect(Number(target.port || 5432), target.hostname)
        : connect(join(decodeURIComponent(folder), '.s.PGSQL.5432'));
    const end = (): void => {
      client.end();
      database.end();
      connections.delete(client);
    };
    const breakHere = (): void => {
      armed?.broken();
      armed = null;
      client.end();
      // The database sees the end of its client once it has done what it was told.
      database.removeAllListeners('data').resume().end();
    };
    let takesEvents = false;
    connections.add(client);
    client.on('data', (bytes) => {
      takesEvents ||= bytes.includes('claim_identities');
      if (takesEvents && armed?.moment === 'before COMMIT' && bytes.includes(COMMIT_SENT)) breakHere();
      else if (database.writable) database.write(bytes);
    });
    database.on('data', (bytes) => {
      if (takesEvents && armed?.moment === 'after COMMIT' && bytes.includes(COMMIT_DONE)) breakHere();
      else if (client.writable) client.write(bytes);
    });
    for (const socket of [client, database]) socket.on('error', end).on('end', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const shut = (): void => {
    isOpen = false;
    for (const client of connections) client.end();
  };
  return {
    url: url.href,
    breakOnce: (moment) => new Promise((resolve) => (armed = { moment, broken: resolve })),
    shut,
    open: () => void (isOpen = true),
    close: async () => {
      shut();
      server.close();
      await once(server, 'close');
    },
  };
}

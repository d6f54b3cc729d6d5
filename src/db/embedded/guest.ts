import { SESSION_START, type Backend } from './backend.js';
import { commandTags, sqlOf, type FrontendMessage } from './wire.js';

/** The application name of the gateway's own connections: they leave nothing behind them, and nothing is cleared. */
export const GATEWAY = 'gaugeway';

/** Everything of a session that the next client would meet, but for prepared statements. */
const clear = (owner: string): string =>
  `CLOSE ALL; RESET ALL; SET SESSION AUTHORIZATION ${owner}; ${SESSION_START}; UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES`;

/** Settings that are kept for a guest. */
const MOST_SETTINGS = 100;

/** The guest whose prepared statements the backend has. */
const preparedBy = new WeakMap<Backend, Guest>();

/**
 * A client that is not the gateway, such as psql: it may set what it likes, on the one backend that all share. Before
 * each of its cycles it gets its role and its settings, and after it they are taken away again. What it makes
 * otherwise (temporary tables, cursors, LISTEN) lasts for one cycle or one transaction; prepared statements last until
 * another guest comes.
 */
export class Guest {
  /** Statements, in the order in which they were last run. */
  private settings: string[] = [];

  constructor(
    private readonly backend: Backend,
    private readonly user: string,
  ) {}

  /** Before a cycle. False where there is no such role: nothing may run then. */
  async enter(): Promise<boolean> {
    const role = `"${this.user.replaceAll('"', '""')}"`;
    // Also drops the unnamed prepared statement: it is another client's.
    if ((await this.backend.run(`SET SESSION AUTHORIZATION ${role}`)) === null) return false;
    if (preparedBy.get(this.backend) !== this) await this.backend.run('DEALLOCATE ALL');
    preparedBy.set(this.backend, this);
    for (const sql of this.settings) await this.backend.run(sql);
    return true;
  }

  /** After a cycle or a transaction. */
  async leave(): Promise<void> {
    const cleared = await this.backend.run(clear(this.backend.owner));
    if (cleared === null) throw new Error("a guest's session could not be cleared");
  }

  /** Keeps what a cycle outside a transaction has set for the session. */
  remember(cycle: readonly FrontendMessage[], answer: Buffer): void {
    const tags = commandTags(answer);
    if (tags === null || tags.length === 0) return;
    if (tags.includes('DISCARD ALL')) this.settings = [];
    if (!tags.every((tag) => tag === 'SET' || tag === 'RESET')) return;
    const set = cycle.flatMap((message) => sqlOf(message) ?? []);
    const isReset = set.some((sql) => /\breset\s+all\b/i.test(sql));
    const before = isReset ? [] : this.settings.filter((sql) => !set.includes(sql));
    this.settings = [...before, ...(isReset ? [] : set)].slice(-MOST_SETTINGS);
  }
}

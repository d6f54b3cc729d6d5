import type { Socket } from 'node:net';
import type { Backend } from './backend.js';
import type { Turnstile } from './turnstile.js';
import { FrontendReader, startupAnswer, type FrontendMessage, type Opening } from './wire.js';

/** Types after which a client waits for an answer: Sync, simple Query, Flush, Function call. */
const BOUNDARIES = new Set(['S', 'Q', 'H', 'F']);

/**
 * One client of the embedded database. All clients share one backend, so a session takes the turnstile for each
 * cycle up to a Sync and keeps it for as long as its transaction is open. State that outlives a transaction
 * (SET without LOCAL, named statements, LISTEN) is therefore not a session's own; the gateway uses none.
 */
export class Session {
  private readonly reader = new FrontendReader();
  private pending: FrontendMessage[] = [];
  private work: Promise<void> = Promise.resolve();
  private inTransaction = false;
  private role: string | null = null;
  private closed = false;

  constructor(
    private readonly socket: Socket,
    private readonly backend: Backend,
    private readonly turnstile: Turnstile,
  ) {
    socket.on('data', (bytes) => this.receive(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.enqueue(() => this.abandon()));
  }

  private receive(bytes: Buffer): void {
    for (const part of this.reader.push(bytes)) {
      if ('kind' in part) this.open(part);
      else this.take(part);
    }
  }

  private open(opening: Opening): void {
    if (opening.kind === 'encryption') this.socket.write('N');
    else if (opening.kind === 'cancel') this.socket.end();
    else {
      const user = opening.parameters.get('user');
      if (user !== undefined && user !== this.backend.owner) this.role = user;
      this.socket.write(startupAnswer(this.backend.version));
    }
  }

  private take(message: FrontendMessage): void {
    if (message.type === 'X') {
      this.socket.end();
      return;
    }
    this.pending.push(message);
    if (!BOUNDARIES.has(message.type)) return;
    const cycle = this.pending;
    this.pending = [];
    this.enqueue(() => this.run(cycle));
  }

  private enqueue(step: () => Promise<void>): void {
    this.work = this.work.then(step).catch((error: unknown) => {
      this.socket.destroy(error instanceof Error ? error : undefined);
    });
  }

  private async run(cycle: readonly FrontendMessage[]): Promise<void> {
    if (this.closed) return;
    if (!this.inTransaction) {
      await this.turnstile.enter();
      if (this.role !== null) await this.backend.become(this.role);
    }
    try {
      const { answer, status } = await this.backend.send(cycle);
      this.inTransaction = status === 'T' || status === 'E' || (status === null && cycle.length > 0);
      this.socket.write(answer);
    } catch (error) {
      this.inTransaction = false;
      throw error;
    } finally {
      if (!this.inTransaction) await this.release();
    }
  }

  private async release(): Promise<void> {
    if (this.role !== null) await this.backend.become(null);
    this.turnstile.leave();
  }

  /** A client that went away inside a transaction: undone, and the backend is free again. */
  private async abandon(): Promise<void> {
    this.closed = true;
    if (!this.inTransaction) return;
    this.inTransaction = false;
    await this.backend.rollback();
    await this.release();
  }
}

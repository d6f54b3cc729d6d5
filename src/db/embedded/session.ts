import type { Socket } from 'node:net';
import type { Backend } from './backend.js';
import { GATEWAY, Guest } from './guest.js';
import type { Turnstile } from './turnstile.js';
import {
  fatalError,
  FrontendReader,
  REFUSE_COPY,
  startupAnswer,
  type FrontendMessage,
  type Opening,
} from './wire.js';

/** Types after which a client waits for an answer: Sync, simple Query, Flush, Function call. */
const BOUNDARIES = new Set(['S', 'Q', 'H', 'F']);

/**
 * One client of the embedded database. All clients share one backend, so a session takes the turnstile for each
 * cycle up to a Sync and keeps it for as long as its transaction is open. State that outlives a transaction (SET
 * without LOCAL, named statements, LISTEN) would therefore not be a session's own: the gateway uses none, and that
 * of any other client is taken care of by its `Guest`.
 */
export class Session {
  private readonly reader = new FrontendReader();
  private pending: FrontendMessage[] = [];
  private work: Promise<void> = Promise.resolve();
  private inTransaction = false;
  private guest: Guest | null = null;
  private closed = false;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly backend: Backend,
    private readonly turnstile: Turnstile,
    private readonly idleInTransactionMs: number,
  ) {
    socket.on('data', (bytes) => this.receive(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.enqueue(() => this.abandon()));
  }

  private receive(bytes: Buffer): void {
    try {
      for (const part of this.reader.push(bytes)) {
        if ('kind' in part) this.open(part);
        else this.take(part);
      }
    } catch {
      this.socket.destroy();
    }
  }

  private open(opening: Opening): void {
    if (opening.kind === 'encryption') this.socket.write('N');
    else if (opening.kind === 'cancel') this.socket.end();
    else {
      const user = opening.parameters.get('user') ?? this.backend.owner;
      const isGateway = user === this.backend.owner && opening.parameters.get('application_name') === GATEWAY;
      if (isGateway) this.socket.write(startupAnswer(this.backend.version));
      else {
        this.guest = new Guest(this.backend, user);
        this.enqueue(() => this.welcome(user));
      }
    }
  }

  /** Lets a guest in if its role exists. */
  private async welcome(user: string): Promise<void> {
    if (!(await this.enter())) return this.end(fatalError('28000', `role "${user}" does not exist`));
    await this.leave();
    this.socket.write(startupAnswer(this.backend.version));
  }

  private take(message: FrontendMessage): void {
    if (message.type === 'X') {
      this.socket.end();
      return;
    }
    if (this.guest === null || message.type === 'F') this.pending.push(message);
    else if (message.type === 'Q') this.pending.push(message, REFUSE_COPY);
    else if (BOUNDARIES.has(message.type)) this.pending.push(REFUSE_COPY, message);
    else this.pending.push(message);
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
    clearTimeout(this.idle);
    if (this.closed) return;
    const isOpen = this.inTransaction;
    if (!isOpen && !(await this.enter())) return this.end(fatalError('28000', 'the role was dropped'));
    try {
      const { answer, status } = await this.backend.send(cycle);
      this.inTransaction = status === 'T' || status === 'E' || (status === null && cycle.length > 0);
      if (!isOpen && !this.inTransaction) this.guest?.remember(cycle, answer);
      this.socket.write(answer);
    } catch (error) {
      // Errors of SQL are answers. This one is WebAssembly's, and nothing can be asked of the backend any more: the
      // process had better end than serve without a database.
      setImmediate(() => {
        throw error;
      });
      throw error;
    } finally {
      if (!this.inTransaction) await this.leave();
      else this.idle = setTimeout(() => this.enqueue(() => this.expire()), this.idleInTransactionMs);
    }
  }

  /** Takes the turnstile. False, without it, where the guest's role does not exist. */
  private async enter(): Promise<boolean> {
    await this.turnstile.enter();
    let isIn = false;
    try {
      isIn = this.guest === null || (await this.guest.enter());
    } finally {
      if (!isIn) this.turnstile.leave();
    }
    return isIn;
  }

  private async leave(): Promise<void> {
    try {
      await this.guest?.leave();
    } finally {
      this.turnstile.leave();
    }
  }

  /** The client left its transaction idle for too long. */
  private async expire(): Promise<void> {
    if (!this.inTransaction) return;
    this.end(fatalError('25P03', 'terminating connection due to idle-in-transaction timeout'));
    await this.abandon();
  }

  /** A client that went away inside a transaction: undone, and the backend is free again. */
  private async abandon(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idle);
    if (!this.inTransaction) return;
    this.inTransaction = false;
    await this.backend.rollback();
    await this.leave();
  }

  private end(last: Buffer): void {
    this.closed = true;
    this.socket.end(last);
  }
}

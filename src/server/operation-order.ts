/** The part of a message that its order depends on. */
interface Message {
  readonly type?: unknown;
  readonly id?: unknown;
}

/**
 * Keeps the messages of one operation id apart: while an operation is still being started, a new one of the same id has to
 * wait until it stands or is gone, and what comes behind the new one waits with it. graphql-ws knows only ids, and would
 * take the one for the other.
 */
export class OperationOrder {
  readonly #starting = new Map<string, { readonly over: Promise<void>; readonly end: () => void }>();
  readonly #waiting = new Map<string, Promise<void>>();

  /** Hands a message on when its turn has come. */
  pass(message: unknown, handle: () => Promise<void>): Promise<void> {
    const { type, id } = (typeof message === 'object' && message !== null ? message : {}) as Message;
    if (typeof id !== 'string') return handle();
    const isStart = type === 'subscribe';
    const before = this.#waiting.get(id) ?? (isStart ? this.#starting.get(id)?.over : undefined);
    const run = (): Promise<void> => (isStart ? this.#start(id, handle) : handle());
    if (before === undefined) return run();
    // What is handled may last as long as a subscription: those behind wait until it has begun, not until it ends.
    let handled: Promise<void> = Promise.resolve();
    const begun = before.then(() => this.#starting.get(id)?.over).then(() => void (handled = run()));
    this.#waiting.set(id, begun);
    return begun.then(() => {
      if (this.#waiting.get(id) === begun) this.#waiting.delete(id);
      return handled;
    });
  }

  /** An operation has been started: it stands, or is gone. */
  stood(id: string): void {
    this.#starting.get(id)?.end();
    this.#starting.delete(id);
  }

  #start(id: string, handle: () => Promise<void>): Promise<void> {
    let end: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (end = resolve));
    const own = { over, end };
    // One that is taken already is refused by the protocol, and closes the socket.
    if (!this.#starting.has(id)) this.#starting.set(id, own);
    return handle().finally(() => {
      end();
      if (this.#starting.get(id) === own) this.#starting.delete(id);
    });
  }
}

import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';

/** How a server is watched and emptied. */
export interface DrainOptions {
  /** After an answer, the rest of an unwanted body may still be sent for this long, milliseconds. */
  readonly lingerMs: number;
  /** Running requests have this long to finish, milliseconds. */
  readonly drainMs: number;
}

/** Closes an HTTP server without breaking off an answer. */
export class Drain {
  readonly #server: Server;
  readonly #options: DrainOptions;
  readonly #answering = new Set<ServerResponse>();
  #isDraining = false;
  #onIdle: () => void = () => undefined;

  constructor(server: Server, options: DrainOptions) {
    this.#server = server;
    this.#options = options;
    server.on('request', (_request, response) => this.#watch(response));
  }

  /**
   * Stops listening and resolves when every request has been answered, or its time is over. Connections that are kept
   * alive are closed; those that send one more request get its answer first.
   */
  async close(): Promise<void> {
    this.#isDraining = true;
    // The HTTP server's own `close` would destroy connections whose answer is made but not yet on its way.
    const closed = new Promise<void>((resolve) =>
      NetServer.prototype.close.call(this.#server, () => resolve()),
    );
    for (const response of this.#answering) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      new Promise<void>((resolve) => {
        this.#onIdle = resolve;
        if (this.#answering.size === 0) resolve();
      }),
      new Promise<void>((resolve) => (timer = setTimeout(resolve, this.#options.drainMs))),
    ]);
    clearTimeout(timer);
    this.#server.closeAllConnections();
    await closed;
    // Ends the timer with which the HTTP server looks after its connections.
    this.#server.close(() => undefined);
  }

  #watch(response: ServerResponse): void {
    this.#answering.add(response);
    if (this.#isDraining) response.setHeader('Connection', 'close');
    response.once('finish', () => this.#linger(response));
    response.once('close', () => {
      this.#answering.delete(response);
      if (this.#answering.size === 0) this.#onIdle();
    });
  }

  /** Node reads the rest of a body that was answered early, and throws it away; somebody has to end that. */
  #linger({ req: request }: ServerResponse): void {
    if (request.complete) return;
    // Node throws the rest of a body away by itself only if nobody has begun to read it.
    setImmediate(() => request.resume());
    const timer = setTimeout(() => request.socket.destroy(), this.#options.lingerMs);
    timer.unref();
    request.once('close', () => clearTimeout(timer));
  }
}

import type { Authenticator } from '../auth/authenticate.js';
import { credentialsFrom, type Credentials } from '../auth/credentials.js';
import type { Principal } from '../auth/principal.js';
import { GaugewayError } from '../errors.js';

/** What setTimeout can wait at most; longer ones would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Who holds a socket, for as long as its credentials are good. */
export class SocketCredentials {
  #credentials: Credentials | null = null;
  #principal: Principal | null = null;
  #subject: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  readonly #authenticate: Authenticator['authenticate'];
  readonly #onEnd: () => void;

  /** @param onEnd called once the credentials are no longer good: expired, or refused when they are looked at again */
  constructor(authenticate: Authenticator['authenticate'], onEnd: () => void) {
    this.#authenticate = authenticate;
    this.#onEnd = onEnd;
  }

  /** Null until `accept` has succeeded, and once the credentials have ended: nothing more may be started then. */
  get principal(): Principal | null {
    return this.#principal;
  }

  /** Who it was, for the log, also after the end. */
  get subject(): string | null {
    return this.#subject;
  }

  /**
   * Reads and judges what a client has shown: connection parameters, else the headers of the upgrade.
   * @throws GaugewayError as `authenticate` does
   */
  async accept(connectionParams: unknown, headers: unknown): Promise<void> {
    this.#credentials = credentialsFrom(connectionParams) ?? credentialsFrom(headers);
    this.#take(await this.#authenticate(this.#credentials));
  }

  /** Looks again, so that a revoked key loses its sockets, too. A failure to look changes nothing. */
  async recheck(): Promise<void> {
    if (this.#principal === null) return;
    try {
      this.#take(await this.#authenticate(this.#credentials));
    } catch (error) {
      if (isRefusal(error)) this.#end();
    }
  }

  /** Forgets everything; no timer is left. */
  close(): void {
    clearTimeout(this.#timer);
    this.#credentials = null;
    this.#principal = null;
  }

  #end(): void {
    this.close();
    this.#onEnd();
  }

  #take(principal: Principal): void {
    // The socket may have been closed while the keys were read.
    if (this.#credentials === null) return;
    this.#principal = principal;
    this.#subject = principal.subject;
    this.#schedule(principal.expiresAt);
  }

  #schedule(expiresAt: number | null): void {
    clearTimeout(this.#timer);
    if (expiresAt === null) return;
    const left = expiresAt - Date.now();
    if (left <= 0) {
      this.#end();
      return;
    }
    this.#timer = setTimeout(() => this.#schedule(expiresAt), Math.min(left, LONGEST_TIMEOUT_MS));
    this.#timer.unref();
  }
}

/** Whether an error says that the credentials are not good, and not only that they could not be judged. */
export function isRefusal(error: unknown): boolean {
  return error instanceof GaugewayError && (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN');
}

/** An error as the gateway writes it into an answer. */
export interface SentError {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown; readonly field?: unknown };
}

/** What the gateway, or the way to it, has to say against a request. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(
    /**
     * What kind of error: the gateway's code (`BAD_USER_INPUT`, `UNAUTHENTICATED`, …), the HTTP status of an answer that
     * was not the gateway's, the close code of a socket, or `UNREACHABLE`.
     */
    readonly code: string,
    message: string,
    /** The argument at fault, such as `window.period`, where it is one. */
    readonly field: string | null = null,
  ) {
    super(message);
  }

  /** The first of the errors of an answer. */
  static of([error]: readonly SentError[]): GatewayError {
    const { code, field } = error?.extensions ?? {};
    return new GatewayError(
      typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
      error?.message ?? 'an answer without data',
      typeof field === 'string' ? field : null,
    );
  }
}

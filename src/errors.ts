/** The codes that a client sees in `extensions.code`, with the HTTP status each one answers with. */
export const ERROR_STATUS = {
  BAD_USER_INPUT: 400,
  PERSISTED_DOCUMENT_NOT_FOUND: 400,
  PERSISTED_DOCUMENT_REQUIRED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
  UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/**
 * The one base of every error that a client may read. Anything else is masked as INTERNAL_SERVER_ERROR
 * before it leaves the process, so a message here must never carry SQL, a path or another tenant's id.
 */
export class GaugewayError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** The argument or field at fault, as the caller wrote it, e.g. `window.period`. */
    readonly field?: string,
  ) {
    super(message);
    this.name = 'GaugewayError';
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  /** The body of a REST error and the `extensions` of a GraphQL one. */
  toJSON(): { code: ErrorCode; message: string; field?: string } {
    return {
      code: this.code,
      message: this.message,
      ...(this.field === undefined ? {} : { field: this.field }),
    };
  }
}

/** Input that does not fit: names the field and says what was expected. */
export class InputError extends GaugewayError {
  constructor(field: string, expected: string) {
    super('BAD_USER_INPUT', `${field}: ${expected}`, field);
    this.name = 'InputError';
  }
}

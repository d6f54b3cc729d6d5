import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { GaugewayError } from '../errors.js';

/** What may be said about errors. */
export interface MaskOptions {
  readonly log: Logger;
  /** Leaves out "Did you mean ...", which names parts of a schema that may not be read. */
  readonly hideSuggestions: boolean;
}

const MASKED = 'Internal server error';

/** What a client sees of an error that is no business of its own. */
export function maskedFields(requestId: string): {
  code: 'INTERNAL_SERVER_ERROR';
  message: string;
  requestId: string;
} {
  return { code: 'INTERNAL_SERVER_ERROR', message: MASKED, requestId };
}

/**
 * What a client may read of a GraphQL error, the same on both transports, as an error that carries nothing else:
 *
 * - a GaugewayError: its message, with `code` and `field` in the extensions;
 * - what GraphQL itself finds wrong with a request (syntax, validation, variables, arguments), and a GraphQLError that
 *   a resolver threw with a code on purpose: the message and the code;
 * - everything else is logged under the request's id, and the client gets that id.
 */
export function maskError(error: GraphQLError, requestId: string, options: MaskOptions): GraphQLError {
  const cause = rootCause(error);
  if (cause instanceof GaugewayError) {
    const { code, field } = cause;
    return shape(error, error.message, { code, ...(field === undefined ? {} : { field }) });
  }
  const code = publicCode(error, cause);
  if (code !== null) {
    const message = options.hideSuggestions
      ? error.message.replace(/\s*Did you mean .+\?$/s, '')
      : error.message;
    return shape(error, message, { code });
  }
  options.log.error({ err: cause, requestId, path: error.path }, 'An error was masked');
  const { message, ...extensions } = maskedFields(requestId);
  return shape(error, message, extensions);
}

/** Any thrown value as a GraphQLError that `maskError` understands. */
export function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

function rootCause(error: GraphQLError): Error {
  let cause: Error = error;
  while (cause instanceof GraphQLError && cause.originalError != null) cause = cause.originalError;
  return cause;
}

/** The code of an error that is told as it is, or null for one that is masked. */
function publicCode(error: GraphQLError, cause: Error): string | null {
  const code = codeOf(error) ?? (cause instanceof GraphQLError ? codeOf(cause) : null);
  if (code === 'INTERNAL_SERVER_ERROR') return null;
  if (code !== null) return code;
  // Without a path it did not come out of a resolver: with nodes it is about the document and the variables.
  if (error.path === undefined) return error.nodes !== undefined ? 'BAD_USER_INPUT' : null;
  // In a field, GraphQL names the nodes itself only where the arguments are at fault.
  return cause instanceof GraphQLError && cause.nodes !== undefined ? 'BAD_USER_INPUT' : null;
}

function codeOf(error: GraphQLError): string | null {
  const { code } = error.extensions;
  return typeof code === 'string' ? code : null;
}

function shape(
  { nodes, source, positions, path }: GraphQLError,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLError {
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions,
  });
}

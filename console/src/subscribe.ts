import type { FetcherParams } from '@graphiql/toolkit';
import { createClient, type ExecutionResult } from 'graphql-ws';
import { plainError } from './plain-error.js';

/**
 * Runs one subscription on a socket of its own, which closes with it, so that a changed key is always the key of the
 * next one. It does not retry: a second socket would start behind the events that came meanwhile, without a word,
 * and a refused key (4403) would show only after five attempts.
 *
 * @param headers become the connection parameters, under the names they have
 * @returns the results; `return()` ends the subscription also while a result is awaited
 */
export function subscribe(
  url: URL,
  headers: Readonly<Record<string, string>>,
  params: FetcherParams,
): AsyncIterableIterator<ExecutionResult> {
  const client = createClient({ url: url.href, connectionParams: headers, retryAttempts: 0 });
  // Errors are objects here and not instances of GraphQLError, as in every answer; GraphiQL only prints them.
  const results = client.iterate(params) as AsyncIterableIterator<ExecutionResult>;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () =>
      results.next().catch((cause: unknown) => {
        throw readable(cause);
      }),
    return: async () => {
      await results.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** What ended a subscription: the GraphQL errors of an `error` message as they are, a closed socket with its reason. */
function readable(cause: unknown): unknown {
  if (cause instanceof CloseEvent)
    return plainError(`The socket closed: ${cause.code} ${cause.reason}`.trim());
  if (cause instanceof Event) return plainError('The socket could not be opened');
  return cause;
}

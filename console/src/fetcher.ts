import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import { sendable } from './headers-text.js';

/**
 * Sends queries and mutations as POST and subscriptions over graphql-transport-ws, both to `/graphql` and both with
 * the headers of the editor, which a socket gets as its connection parameters.
 *
 * A client per operation: it opens a socket when it subscribes and closes it at the end, so a changed key is always
 * the key of the next subscription. It does not retry: a new socket would start behind the events that came
 * meanwhile without a word, and a refused key (4403) would show only after five attempts.
 *
 * @param storedHeaders for the introspection at start, which GraphiQL sends before its editors exist
 */
export function gatewayFetcher(storedHeaders: () => Record<string, unknown>): Fetcher {
  const url = new URL('/graphql', window.location.href);
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

  return (params, options) => {
    const introspection = params.operationName === 'IntrospectionQuery';
    const headers = sendable(options?.headers ?? (introspection ? storedHeaders() : {}));
    const operation = createGraphiQLFetcher({
      url: url.href,
      fetch: fetchJson,
      enableIncrementalDelivery: false,
      wsClient: createClient({ url: socketUrl.href, connectionParams: headers, retryAttempts: 0 }),
    });
    return operation(params, { ...options, headers });
  };
}

/** Like fetch, but an answer that is no JSON (a proxy's page, say) fails with its status and text. */
async function fetchJson(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (/^application\/([\w.-]+\+)?json\b/.test(response.headers.get('content-type') ?? '')) return response;
  const text = (await response.text()).slice(0, 500);
  throw new Error(`${response.status} ${response.statusText}: ${text}`);
}

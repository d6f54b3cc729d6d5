import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from '@graphiql/toolkit';
import { getOperationAST, OperationTypeNode, parse, type OperationDefinitionNode } from 'graphql';
import { sendable } from './headers-text.js';
import { socketUrl } from './socket-url.js';
import { subscribe } from './subscribe.js';
import { plainError } from './plain-error.js';

/**
 * Sends queries and mutations as POST and subscriptions over graphql-transport-ws, both to `/graphql` and both with
 * the headers of the editor, which a socket gets as its connection parameters.
 *
 * @param storedHeaders for the introspection at start, which GraphiQL sends before its editors exist
 */
export function gatewayFetcher(storedHeaders: () => Record<string, unknown>): Fetcher {
  const url = new URL('/graphql', window.location.href);
  const post = createGraphiQLFetcher({ url: url.href, fetch: fetchJson, enableIncrementalDelivery: false });

  return (params, options) => {
    const introspection = params.operationName === 'IntrospectionQuery';
    const headers = sendable(options?.headers ?? (introspection ? storedHeaders() : {}));
    const operation = selectedOperation(params);
    const request = { ...params, operationName: operation?.name?.value ?? params.operationName ?? null };
    return operation?.operation === OperationTypeNode.SUBSCRIPTION
      ? subscribe(socketUrl(), headers, request)
      : post(request, { headers });
  };
}

/**
 * The operation that is meant, out of the text itself: GraphiQL's own parse and name lag 100 ms behind it, so in a tab
 * that was just opened they are those of the tab before. Null where the text is faulty; the gateway then says how.
 */
function selectedOperation({ query, operationName }: FetcherParams): OperationDefinitionNode | null {
  try {
    const document = parse(query, { noLocation: true });
    return getOperationAST(document, operationName) ?? getOperationAST(document) ?? null;
  } catch {
    return null;
  }
}

/** Like fetch, but an answer that is no JSON (a proxy's page, say) fails with its status and text. */
async function fetchJson(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init).catch((cause: unknown) => {
    throw plainError(`The gateway could not be reached: ${String(cause)}`);
  });
  if (/^application\/([\w.-]+\+)?json\b/.test(response.headers.get('content-type') ?? '')) return response;
  const text = (await response.text()).slice(0, 500);
  throw plainError(`The gateway answered ${response.status} ${response.statusText}: ${text}`);
}

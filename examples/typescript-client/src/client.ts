import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { GatewayError, type SentError } from './gateway-error.js';

/** Where a gateway is, and who asks. */
export interface Gateway {
  /** Its address, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** An API key or a JWT. */
  readonly key: string;
}

/** A generated document: its text, and the types of what it takes and answers. */
export type Document<Data, Variables> = DocumentTypeDecoration<Data, Variables> & { toString(): string };

/**
 * Sends a query or a mutation.
 *
 * @returns the data of the answer
 * @throws GatewayError for an answer with errors, also where there is data beside them, and where there is no answer
 */
export async function ask<Data, Variables>(
  { url, key }: Gateway,
  document: Document<Data, Variables>,
  variables: Variables,
  signal: AbortSignal | null = null,
): Promise<Data> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: document.toString(), variables }),
    signal,
  }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new GatewayError('UNREACHABLE', `${url} cannot be reached: ${String(cause)}`);
  });
  const { data, errors } = (await jsonOf(response)) as SentAnswer<Data>;
  if (errors !== undefined || data == null) throw GatewayError.of(errors ?? []);
  return data;
}

interface SentAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly SentError[];
}

/** The JSON of an answer. A proxy on the way may answer with a page of its own. */
async function jsonOf(response: Response): Promise<unknown> {
  if (/^application\/([\w.-]+\+)?json\b/.test(response.headers.get('content-type') ?? ''))
    return response.json();
  const text = (await response.text()).slice(0, 200);
  throw new GatewayError(String(response.status), `${response.statusText} ${text}`.trim());
}

import type { Request, RequestHandler } from 'express';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { requireScope } from '../../auth/authorize.js';
import type { Principal } from '../../auth/principal.js';
import { ERROR_STATUS, GaugewayError, type ErrorCode } from '../../errors.js';
import { inMemory } from '../../export/spool.js';
import { digestOf } from '../entity-tag.js';
import type { Pipeline } from '../pipeline.js';
import { recordOf } from '../request-record.js';
import { sendFile } from '../send-file.js';
import { USAGE_DOCUMENTS, type UsageBreakdown } from './usage-documents.js';
import { usageVariables } from './usage-parameters.js';

/** What the addresses of usage are made of. */
export interface UsageAddressParts {
  readonly pipeline: Pipeline;
  readonly identify: (request: Request) => Promise<Principal>;
  /** A client that reads nothing of its answer for this long is given up, milliseconds. */
  readonly idleMs: number;
}

/** What the operations of `USAGE_DOCUMENTS` answer. */
interface Usage {
  readonly meta: Readonly<Record<string, unknown>>;
}

/**
 * Answers a breakdown of usage as plain JSON: the operation of GraphQL behind it, run for the caller through the same
 * pipeline. Who has it already is told so (304). Throws what keeps it from being answered, as REST says errors.
 */
export function usageAddress(
  { pipeline, identify, idleMs }: UsageAddressParts,
  breakdown: UsageBreakdown,
): RequestHandler {
  return async (request, response) => {
    const record = recordOf(response);
    const principal = await identify(request);
    record.principal = principal;
    requireScope(principal, 'analytics:read');
    const at = request.url.indexOf('?');
    const variables = usageVariables(new URLSearchParams(at === -1 ? '' : request.url.slice(at)));
    const document = pipeline.prepare(USAGE_DOCUMENTS[breakdown]);
    if (!('kind' in document))
      throw new Error('the operation of an address is not valid', { cause: document });
    const operation = pipeline.begin({ principal, requestId: record.id, document, variables });
    record.operation = operation.name;
    const usage = usageOf(await pipeline.execute(operation));
    response.setHeader('Cache-Control', 'private, no-cache');
    response.setHeader('Vary', 'Authorization, X-API-Key, Accept-Encoding');
    const content = inMemory([Buffer.from(JSON.stringify(usage))], digestOf(JSON.stringify(lasting(usage))));
    const mediaType = 'application/json; charset=utf-8';
    await sendFile(response, { content, mediaType, compresses: true, tells: true, name: null }, idleMs);
  };
}

/** The answer, or its first error in the words of REST. */
function usageOf({ data, errors }: ExecutionResult): Usage {
  const [error] = errors ?? [];
  if (error !== undefined) throw restError(error);
  return data?.['usage'] as Usage;
}

/** What of an answer makes it another one: not where a window that moves ends, nor how fresh it is. */
function lasting({ meta: { granularity, timeZone, complete }, ...figures }: Usage): unknown {
  return { ...figures, meta: { granularity, timeZone, complete } };
}

/** Arguments of the operations that are parameters of other names. */
const PARAMETER_OF: Readonly<Record<string, string>> = {
  first: 'limit',
  'filter.customerIds': 'customerId',
  'filter.billableUnitIds': 'billableUnitId',
  'filter.productIds': 'productId',
};

/** The error of a GraphQL answer, which is masked already, as one of REST: it names the parameter. */
function restError({ message, extensions }: GraphQLError): Error {
  const { code, field } = extensions;
  if (typeof code !== 'string' || !(code in ERROR_STATUS))
    return new GaugewayError('BAD_USER_INPUT', message);
  if (typeof field !== 'string') return new GaugewayError(code as ErrorCode, message);
  const parameter = PARAMETER_OF[field] ?? field.replace(/^window\./, '');
  const named = message.startsWith(`${field}: `) ? `${parameter}${message.slice(field.length)}` : message;
  return new GaugewayError(code as ErrorCode, named, parameter);
}

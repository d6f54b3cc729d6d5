import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type ParseOptions,
  type ValidationRule,
  type OperationTypeNode,
} from 'graphql';
import type { Logger } from 'pino';
import type { Principal } from '../auth/principal.js';
import type { RequestContext } from '../context.js';
import { ChangeStream } from '../feed/change-stream.js';
import { FeedStream } from '../feed/feed.js';
import { DocumentCache, type DocumentCacheOptions } from './document-cache.js';
import { Executor } from './executor.js';
import { parseOptionsFor, validationRulesFor, type DocumentLimits } from './limits.js';
import { asGraphQLError, maskError } from './mask.js';
import type { FoundAnswer } from './streams/live-answer.js';
import { LiveAnswers } from './streams/live-answers.js';
import type { StreamSink } from './streams/sink.js';
import type { StreamMember } from './streams/stream-member.js';
import { Streams } from './streams/streams.js';
import { TrustedDocuments, type SentDocument } from './trusted-documents.js';
import { coded, validDocument } from './valid-document.js';

/** What the pipeline is made of. */
export interface PipelineParts extends DocumentLimits, DocumentCacheOptions {
  readonly schema: GraphQLSchema;
  readonly contextFor: (principal: Principal) => RequestContext;
  readonly log: Logger;
  /** The documents that clients may ask for by id; none if left out. */
  readonly trusted?: TrustedDocuments | undefined;
  /** Most fields of compiled operations together. */
  readonly compiledFields: number;
}

/** An operation that someone asks for, its document already found valid. */
export interface OperationRequest {
  readonly principal: Principal;
  /** What a masked error is logged under. */
  readonly requestId: string;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** An operation that is ready to run. */
export interface Operation extends ExecutionArgs {
  readonly principal: Principal;
  readonly variableValues: Record<string, unknown> | null;
  readonly requestId: string;
  readonly kind: OperationTypeNode;
  /** Its name in the document. */
  readonly name: string | null;
}

/**
 * The one way from a GraphQL document to its answer, for HTTP and WebSocket alike: which document is meant
 * (`textOf`), parse, limits, validation and the introspection switch (`prepare`), context (`begin`), execution and masking (`execute`, `subscribe`).
 *
 * Over HTTP Apollo parses and validates: with this pipeline's `parseOptions`, `validationRules` and `documents`, so
 * that the outcome is that of `prepare`; the rest it leaves to `begin` and `execute`.
 */
export class Pipeline {
  readonly schema: GraphQLSchema;
  readonly parseOptions: ParseOptions;
  /** To be added to the rules of the specification. */
  readonly validationRules: readonly ValidationRule[];
  readonly documents: DocumentCache;
  readonly #parts: PipelineParts;
  readonly #trusted: TrustedDocuments;
  readonly #executor: Executor;
  readonly #streams: Streams;
  readonly #liveAnswers = new LiveAnswers();

  constructor(parts: PipelineParts) {
    this.#parts = parts;
    this.schema = parts.schema;
    this.parseOptions = parseOptionsFor(parts);
    this.validationRules = validationRulesFor(parts);
    this.#trusted = parts.trusted ?? TrustedDocuments.none();
    this.documents = new DocumentCache(parts, this.#trusted.documents);
    const { schema, cachedDocuments: countedOperations, compiledFields } = parts;
    this.#streams = new Streams((error) =>
      parts.log.warn({ err: error }, 'a subscription could not be read on'),
    );
    this.#executor = new Executor(schema, { countedOperations, compiledFields });
  }

  /** The text of the document that a request means, as `TrustedDocuments.textOf`. */
  textOf(sent: SentDocument): string | null {
    return this.#trusted.textOf(sent);
  }

  /** @throws GaugewayError for a client's document that is not trusted where it has to be, as `TrustedDocuments.admit` */
  admit(document: DocumentNode): void {
    this.#trusted.admit(document);
  }

  /** The document of a source, or what is wrong with it: a syntax error, a limit, or what validation found. */
  prepare(source: string): DocumentNode | readonly GraphQLError[] {
    const known = this.documents.find(source);
    if (known !== undefined) return known;
    const document = validDocument(source, this);
    if (!('kind' in document)) return document;
    this.documents.keep(source, document);
    return document;
  }

  /**
   * Makes an operation ready, with a context of its own.
   * @throws GraphQLError if the document does not tell which operation is meant, and what `contextFor` throws
   */
  begin({ principal, requestId, document, operationName: sent, variables }: OperationRequest): Operation {
    // Connectors send an empty name where there is none.
    const operationName = sent == null || sent === '' ? null : sent;
    const definition = getOperationAST(document, operationName);
    if (definition == null) {
      const problem =
        operationName === null
          ? 'operationName: needed, the document does not have exactly one operation'
          : 'operationName: the document has no such operation';
      throw coded(new GraphQLError(problem), 'OPERATION_RESOLUTION_FAILURE');
    }
    return {
      schema: this.schema,
      document,
      operationName,
      variableValues: variables ?? null,
      contextValue: this.#parts.contextFor(principal),
      principal,
      requestId,
      kind: definition.operation,
      name: definition.name?.value ?? null,
    };
  }

  /** Runs a query or a mutation. Never fails: what a client may know is in `errors`. */
  async execute(operation: Operation): Promise<ExecutionResult> {
    try {
      return this.#masked(await this.#executor.execute(operation), operation.requestId);
    } catch (error) {
      return { errors: [this.mask(error, operation.requestId)] };
    }
  }

  /**
   * Opens a subscription. Its results come from the iterator; or it is a member of a stream that others share, whose
   * payloads go to the sink once it is started; or it is refused, and this is its only result. Errors are masked, but an
   * iterator that fails does so with its own error, for `mask` to see.
   */
  async subscribe(
    operation: Operation,
    sink: StreamSink,
  ): Promise<StreamMember | AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const source = await createSourceEventStream(operation);
    if (!(Symbol.asyncIterator in source)) return this.#masked(source, operation.requestId);
    if (source instanceof ChangeStream) return this.#openAnswer(operation, source, sink);
    if (source instanceof FeedStream) return this.#open(operation, source, sink);
    return this.#results(operation, source[Symbol.asyncIterator]());
  }

  async #open(
    operation: Operation,
    stream: FeedStream,
    sink: StreamSink,
  ): Promise<StreamMember | ExecutionResult> {
    const { principal, document, operationName, variableValues, requestId } = operation;
    // The context holds what its loaders have read: the stream outlives it, and makes one for each batch.
    const { contextValue: _, ...args } = operation;
    try {
      return await this.#streams.open(
        {
          stream,
          principal,
          document,
          operationName: operationName ?? null,
          variables: variableValues ?? {},
          execute: async (batch) => {
            const contextValue = this.#parts.contextFor(principal);
            const result = await execute({ ...args, contextValue, rootValue: batch });
            return Buffer.from(JSON.stringify(this.#masked(result, requestId)));
          },
        },
        sink,
      );
    } catch (error) {
      return { errors: [this.mask(error, requestId)] };
    }
  }

  /** Opens a live answer: each time that it is found the operation is executed, with a context of its own. */
  async #openAnswer(
    { contextValue: _, ...operation }: Operation,
    stream: ChangeStream,
    sink: StreamSink,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const { principal, document, operationName, variableValues, requestId } = operation;
    const find = async (): Promise<FoundAnswer> => {
      const contextValue = this.#parts.contextFor(principal);
      const result = await execute({ ...operation, contextValue });
      const masked = this.#masked(result, requestId);
      return {
        payload: Buffer.from(JSON.stringify(masked)),
        isBroken: masked.errors?.some(isPassing) ?? false,
      };
    };
    const variables = variableValues ?? {};
    try {
      const request = { stream, principal, document, operationName: operationName ?? null, variables, find };
      return await this.#liveAnswers.open(request, sink);
    } catch (error) {
      return { errors: [this.mask(error, requestId)] };
    }
  }

  /** A result for each value of a source. */
  #results(operation: Operation, source: AsyncIterator<unknown>): AsyncIterableIterator<ExecutionResult> {
    let isOver = false;
    const next = async (): Promise<IteratorResult<ExecutionResult>> => {
      // A source may go on after its `return`; whoever listens here must not.
      const step = isOver ? null : await source.next();
      if (step === null || isOver || step.done === true) return { done: true, value: undefined };
      const result = await execute({ ...operation, rootValue: step.value });
      return { done: false, value: this.#masked(result, operation.requestId) };
    };
    const iterator: AsyncIterableIterator<ExecutionResult> = {
      next,
      return: async () => {
        isOver = true;
        await source.return?.();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  /** What a client may read of anything that was thrown. */
  mask(error: unknown, requestId: string): GraphQLError {
    const { log, introspection } = this.#parts;
    const hideSuggestions = !introspection || this.#trusted.only;
    return maskError(asGraphQLError(error), requestId, { log, hideSuggestions });
  }

  #masked({ errors, ...result }: ExecutionResult, requestId: string): ExecutionResult {
    if (errors === undefined) return result;
    return { errors: errors.map((error) => this.mask(error, requestId)), ...result };
  }
}

/** Whether an error that a client reads may be gone soon. */
const isPassing = ({ extensions }: GraphQLError): boolean =>
  extensions['code'] === 'UNAVAILABLE' || extensions['code'] === 'INTERNAL_SERVER_ERROR';

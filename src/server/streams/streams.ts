import { Kind, visit, type DocumentNode } from 'graphql';
import type { Principal } from '../../auth/principal.js';
import type { FeedStream, LogBatch } from '../../feed/feed.js';
import { stringifyJson } from '../../ingest/json.js';
import { SharedStream } from './shared-stream.js';
import type { StreamSink } from './sink.js';
import { StreamMember } from './stream-member.js';

/** A subscription to the feed that is to be opened. */
export interface StreamRequest {
  readonly stream: FeedStream;
  readonly principal: Principal;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The payload of a batch for whoever asks the same: see `StreamSink`. Never rejects. */
  readonly execute: (batch: LogBatch) => Promise<Buffer>;
}

/** The subscriptions of a node to the feed: those that ask the same with the same rights share a stream. */
export class Streams {
  readonly #streams = new Map<string, SharedStream>();
  readonly #documents = new WeakMap<DocumentNode, number>();
  #numbered = 0;

  constructor(private readonly onError: (error: unknown) => void) {}

  /** How many streams there are that somebody shares. */
  get size(): number {
    return this.#streams.size;
  }

  /** Opens a subscription; payloads go to the sink. Rejects as `Feed.subscribe` does. */
  async open(request: StreamRequest, sink: StreamSink): Promise<StreamMember> {
    const { feed, scope, request: asked } = request.stream;
    const reader = await feed.subscribe(scope, asked);
    const key = this.#key(request);
    return new StreamMember(sink, reader, () => this.#shared(key, request));
  }

  #shared(key: string, { stream, execute }: StreamRequest): SharedStream {
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const { feed, scope, request } = stream;
    const onEmpty = (): void => void this.#streams.delete(key);
    const shared = new SharedStream({ feed, scope, request, execute, onError: this.onError, onEmpty });
    this.#streams.set(key, shared);
    return shared;
  }

  /** All that an answer depends on: what is asked, and by which rights. Where a subscription begins is no part of it. */
  #key({ stream: { scope, request }, principal, document, operationName, variables }: StreamRequest): string {
    const places = placeVariables(document);
    return stringifyJson([
      request.key,
      [scope.tenantId, scope.customerId],
      [principal.tenantId, principal.customerId, [...principal.scopes].sort()],
      this.#numberOf(document),
      operationName,
      Object.entries(variables)
        .filter(([name]) => !places.has(name))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
  }

  /** Equal texts are one document as long as the pipeline keeps it. */
  #numberOf(document: DocumentNode): number {
    const known = this.#documents.get(document);
    if (known !== undefined) return known;
    this.#documents.set(document, ++this.#numbered);
    return this.#numbered;
  }
}

const PLACES: readonly string[] = ['after', 'replay'];
const placesOf = new WeakMap<DocumentNode, ReadonlySet<string>>();

/** The variables of a document that say nothing but where a subscription begins. */
function placeVariables(document: DocumentNode): ReadonlySet<string> {
  const known = placesOf.get(document);
  if (known !== undefined) return known;
  const uses = new Map<string, number>();
  const asPlace = new Map<string, number>();
  const add = (counts: Map<string, number>, name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  visit(document, {
    VariableDefinition: () => false,
    Argument: ({ name, value }) => {
      if (PLACES.includes(name.value) && value.kind === Kind.VARIABLE) add(asPlace, value.name.value);
    },
    Variable: ({ name }) => add(uses, name.value),
  });
  const places = new Set([...asPlace].flatMap(([name, count]) => (uses.get(name) === count ? [name] : [])));
  placesOf.set(document, places);
  return places;
}

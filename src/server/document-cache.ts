import { hash } from 'node:crypto';
import type { DocumentNode } from 'graphql';

/** How much is kept. */
export interface DocumentCacheOptions {
  readonly cachedDocuments: number;
  readonly cachedCharacters: number;
}

/**
 * The documents that passed parsing, limits and validation, by the hash of their source; the one unused for longest
 * goes first, and trusted ones stay. Both transports share it: its `get`, `set` and `delete` are what Apollo asks of a document store, whose
 * keys are a prefix for the schema, a colon and the same hash. A node has one schema, so the prefix says nothing.
 */
export class DocumentCache {
  readonly #options: DocumentCacheOptions;
  readonly #trusted: ReadonlyMap<string, DocumentNode>;
  readonly #documents = new Map<string, DocumentNode>();
  #characters = 0;

  /** @param trusted sources that were found valid at start, with their documents */
  constructor(options: DocumentCacheOptions, trusted: ReadonlyMap<string, DocumentNode> = new Map()) {
    this.#options = options;
    this.#trusted = new Map([...trusted].map(([source, document]) => [sha256(source), document]));
  }

  /** The document of a source, if it has been seen. */
  find(source: string): DocumentNode | undefined {
    return this.#use(sha256(source));
  }

  /** Keeps a document that is valid. */
  keep(source: string, document: DocumentNode): void {
    this.#put(sha256(source), document);
  }

  async get(key: string): Promise<DocumentNode | undefined> {
    return this.#use(hashIn(key));
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    this.#put(hashIn(key), document);
  }

  async delete(key: string): Promise<boolean> {
    return this.#drop(hashIn(key));
  }

  #use(key: string): DocumentNode | undefined {
    const trusted = this.#trusted.get(key);
    if (trusted !== undefined) return trusted;
    const document = this.#documents.get(key);
    if (document === undefined) return undefined;
    this.#documents.delete(key);
    this.#documents.set(key, document);
    return document;
  }

  #put(key: string, document: DocumentNode): void {
    this.#drop(key);
    this.#documents.set(key, document);
    this.#characters += lengthOf(document);
    for (const oldest of this.#documents.keys()) {
      const { cachedDocuments, cachedCharacters } = this.#options;
      if (this.#documents.size <= cachedDocuments && this.#characters <= cachedCharacters) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): boolean {
    const document = this.#documents.get(key);
    if (document !== undefined) this.#characters -= lengthOf(document);
    return this.#documents.delete(key);
  }
}

/** The hash that documents are kept by, and that identifies them to a client. */
export function sha256(source: string): string {
  return hash('sha256', source, 'hex');
}

function hashIn(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1);
}

function lengthOf(document: DocumentNode): number {
  return document.loc?.source.body.length ?? 0;
}

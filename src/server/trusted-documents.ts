import type { DocumentNode } from 'graphql';
import { GaugewayError, InputError } from '../errors.js';
import { isJsonObject } from '../ingest/json.js';
import { sha256 } from './document-cache.js';
import { FaultyManifest, type DocumentManifest } from './document-manifest.js';
import { parseOptionsFor, validationRulesFor, type DocumentLimits } from './limits.js';
import { validDocument, type DocumentRules } from './valid-document.js';

/** What a client sent to say which document it means, not yet looked at. */
export interface SentDocument {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** Begins the id that follows from a text, as in the appendix on persisted documents of GraphQL over HTTP. */
const PREFIX = 'sha256:';

/** The documents that clients may ask for by id. */
export class TrustedDocuments {
  /** Each text with its document. */
  readonly documents: ReadonlyMap<string, DocumentNode>;
  /** Whether no other documents are answered. */
  readonly only: boolean;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #admitted: ReadonlySet<DocumentNode>;

  private constructor(
    texts: ReadonlyMap<string, string>,
    documents: ReadonlyMap<string, DocumentNode>,
    only: boolean,
  ) {
    this.#texts = texts;
    this.documents = documents;
    this.only = only;
    this.#admitted = new Set(documents.values());
  }

  /** Where there are none. */
  static none(): TrustedDocuments {
    return new TrustedDocuments(new Map(), new Map(), false);
  }

  /**
   * Takes the documents of a manifest, each parsed and held against schema and limits once and for all. Each has, beside
   * its id in the manifest, the one that follows from its text: `sha256:` and the hash in hexadecimal.
   *
   * @throws FaultyManifest with what is wrong with each document that the schema or the limits do not allow
   */
  static from(
    manifest: DocumentManifest,
    { schema, ...limits }: DocumentLimits & Pick<DocumentRules, 'schema'>,
    only: boolean,
  ): TrustedDocuments {
    const rules = {
      schema,
      parseOptions: parseOptionsFor(limits),
      validationRules: validationRulesFor(limits),
    };
    const documents = new Map<string, DocumentNode>();
    const byHash = new Map<string, string>();
    const faults: string[] = [];
    for (const [id, text] of manifest) {
      const byText = `${PREFIX}${sha256(text)}`;
      if (id.startsWith(PREFIX) && id !== byText) {
        faults.push(`${JSON.stringify(id)}: expected the hash of its document, ${byText}`);
      }
      if (!documents.has(text)) {
        const document = validDocument(text, rules);
        if ('kind' in document) documents.set(text, document);
        else faults.push(...document.map(({ message }) => `${JSON.stringify(id)}: ${message}`));
      }
      byHash.set(byText, text);
    }
    if (faults.length > 0) throw new FaultyManifest(faults);
    return new TrustedDocuments(new Map([...byHash, ...manifest]), documents, only);
  }

  /**
   * The text of the document that is meant, or null where `query` is to be taken as it came. The id is `documentId`, in the
   * request or in its extensions, or the hash of Apollo's clients in `extensions.persistedQuery`.
   *
   * @throws GaugewayError for an id that is not known, beside a text, or where only trusted documents are answered and
   *   the text is none of them
   */
  textOf({ query, documentId, extensions }: SentDocument): string | null {
    const id = this.#idIn(documentId, extensions);
    const hasQuery = query !== undefined && query !== null && query !== '';
    if (id !== null) {
      if (hasQuery) throw new InputError('documentId', 'expected either `query` or `documentId`, not both');
      const text = this.#texts.get(id);
      if (text !== undefined) return text;
      throw new GaugewayError(
        'PERSISTED_DOCUMENT_NOT_FOUND',
        'documentId: no trusted document has this id',
        'documentId',
      );
    }
    if (this.only && typeof query === 'string' && hasQuery && !this.documents.has(query)) throw required();
    return null;
  }

  /** @throws GaugewayError where only trusted documents are answered and this is none, whichever way it came */
  admit(document: DocumentNode): void {
    if (this.only && !this.#admitted.has(document)) throw required();
  }

  #idIn(documentId: unknown, extensions: unknown): string | null {
    const given = isJsonObject(extensions) ? extensions : {};
    const ids = [idOf('documentId', documentId), idOf('extensions.documentId', given['documentId'])];
    const [id = null, other = id] = ids.filter((one) => one !== null);
    if (other !== id) throw new InputError('extensions.documentId', 'expected the same id as `documentId`');
    if (id !== null) return id;
    const { persistedQuery } = given;
    const hash = isJsonObject(persistedQuery) ? persistedQuery['sha256Hash'] : null;
    if (typeof hash !== 'string') return null;
    // One that is not known may belong to Apollo's automatic registration, which Apollo's server refuses by itself, in
    // words by which such a client goes on without it.
    return [hash, `${PREFIX}${hash}`].find((one) => this.#texts.has(one)) ?? (this.only ? hash : null);
  }
}

function required(): GaugewayError {
  return new GaugewayError(
    'PERSISTED_DOCUMENT_REQUIRED',
    'query: only trusted documents are answered here, send the `documentId` of one',
    'query',
  );
}

function idOf(field: string, value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  throw new InputError(field, 'expected the id of a document, a text');
}

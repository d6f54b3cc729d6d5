import { isJsonObject, type JsonObject } from '../ingest/json.js';

/** Documents by the ids under which clients ask for them. */
export type DocumentManifest = ReadonlyMap<string, string>;

/** Thrown with one line per fault of a file of documents, so that all of them can be mended at once. */
export class FaultyManifest extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'FaultyManifest';
  }
}

/** The format of Apollo's `generate-persisted-query-manifest`. */
const APOLLO_FORMAT = 'apollo-persisted-query-manifest';
const APOLLO_VERSION = 1;

/** No id is longer, in UTF-16 units: clients send them in addresses. */
const MAX_ID_LENGTH = 200;

/**
 * Reads what code generators write: an object of ids and texts, as of `persistedDocuments` in GraphQL Code Generator's
 * client preset, or Apollo's manifest, `{ format, version, operations: [{ id, body }] }`.
 *
 * @throws FaultyManifest that names each place that is at fault, e.g. `operations[2].body`
 */
export function parseManifest(json: unknown): DocumentManifest {
  if (!isJsonObject(json)) throw new FaultyManifest(['expected an object of document ids and documents']);
  const faults: string[] = [];
  const documents = new Map<string, string>();
  for (const { place, id, text } of 'format' in json ? apolloEntries(json) : plainEntries(json)) {
    if (typeof id !== 'string' || id === '' || id.length > MAX_ID_LENGTH) {
      faults.push(`${place.id}: expected an id of 1 to ${MAX_ID_LENGTH} characters`);
    } else if (typeof text !== 'string' || text.trim() === '') {
      faults.push(`${place.text}: expected the text of a document`);
    } else if (documents.has(id) && documents.get(id) !== text) {
      faults.push(`${place.id}: another document has the same id`);
    } else documents.set(id, text);
  }
  if (faults.length > 0) throw new FaultyManifest(faults);
  return documents;
}

interface Entry {
  readonly place: { readonly id: string; readonly text: string };
  readonly id: unknown;
  readonly text: unknown;
}

function plainEntries(json: JsonObject): Entry[] {
  return Object.entries(json).map(([id, text]) => {
    const place = JSON.stringify(id.slice(0, MAX_ID_LENGTH));
    return { place: { id: place, text: place }, id, text };
  });
}

function apolloEntries({ format, version, operations }: JsonObject): Entry[] {
  if (format !== APOLLO_FORMAT) throw new FaultyManifest([`format: expected ${APOLLO_FORMAT}`]);
  if (version !== APOLLO_VERSION) throw new FaultyManifest([`version: expected ${APOLLO_VERSION}`]);
  if (!Array.isArray(operations)) throw new FaultyManifest(['operations: expected an array']);
  return operations.map((operation: unknown, index) => {
    const { id, body } = isJsonObject(operation) ? operation : ({} as JsonObject);
    const place = `operations[${index}]`;
    return { place: { id: `${place}.id`, text: `${place}.body` }, id, text: body };
  });
}

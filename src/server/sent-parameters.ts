import { InputError } from '../errors.js';
import { isJsonObject, parseJson, stringifyJson, type JsonObject } from '../ingest/json.js';
import type { Pipeline } from './pipeline.js';

/** The parameters that connectors send as an empty text where they have none. */
const OFTEN_EMPTY = ['documentId', 'operationName', 'variables', 'extensions'];
/** Those that may come as JSON in a text: in an address they have to, and some connectors do so in a body, too. */
const OFTEN_TEXT = ['variables', 'extensions'];
const PARAMETERS = ['query', ...OFTEN_EMPTY];

/**
 * The parameters of a request to GraphQL with the document that they mean as `query`, and without what is empty. What is
 * none of this function's business is left as it came.
 *
 * @throws GaugewayError as `Pipeline.textOf`, and for variables that are no JSON
 */
export function sentParameters(sent: JsonObject, pipeline: Pipeline): JsonObject {
  const parameters = Object.fromEntries(
    Object.entries(sent)
      .filter(([name, value]) => value !== '' || !OFTEN_EMPTY.includes(name))
      .map(([name, value]) => [
        name,
        typeof value === 'string' && OFTEN_TEXT.includes(name) ? jsonOf(name, value) : value,
      ]),
  );
  const text = pipeline.textOf(parameters);
  if (text === null) return parameters;
  // Apollo would look for hashes in the extensions itself.
  return { ...parameters, query: text, extensions: null };
}

/**
 * The parameters in an address, read as those in a body, and written as GraphQL over HTTP has them.
 *
 * @throws GaugewayError as `sentParameters`, and for a parameter that comes twice
 */
export function sentSearch(url: string, pipeline: Pipeline): string {
  const start = url.indexOf('?');
  const search = new URLSearchParams(start === -1 ? '' : url.slice(start));
  for (const name of PARAMETERS) {
    if (search.getAll(name).length > 1) throw new InputError(name, 'expected once in an address');
  }
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(sentParameters(Object.fromEntries(search), pipeline))) {
    if (value != null) found.set(name, typeof value === 'string' ? value : stringifyJson(value));
  }
  return `?${found.toString()}`;
}

function jsonOf(field: string, text: string): unknown {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw new InputError(field, 'expected a JSON object');
  }
  if (value === null || isJsonObject(value)) return value;
  throw new InputError(field, 'expected a JSON object');
}

import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { InputError } from '../../errors.js';
import { setOwn, type JsonObject } from '../json.js';
import { parseBody } from './json-body.js';

const PREFIX = 'ce-';
/** These come from the body and from Content-Type. */
const NOT_FROM_HEADERS: ReadonlySet<string> = new Set(['data', 'data_base64', 'datacontenttype']);
const PERCENT = 0x25;

/**
 * The structured-mode value of a binary-mode event: its attributes from the `ce-*` headers, its data from the body.
 * An empty body is an event without data.
 *
 * @throws InputError for a header that is no percent-encoded UTF-8, and for malformed JSON
 */
export function binaryEvent(headers: IncomingHttpHeaders, body: string): JsonObject {
  const event: JsonObject = {};
  for (const [name, value] of Object.entries(headers)) {
    const attribute = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
    if (attribute === '' || typeof value !== 'string' || NOT_FROM_HEADERS.has(attribute)) continue;
    setOwn(event, attribute, decodeHeader(name, value));
  }
  const contentType = headers['content-type'];
  if (contentType !== undefined) event['datacontenttype'] = contentType;
  if (body.trim() !== '') event['data'] = parseBody(body);
  return event;
}

/**
 * An attribute out of a header value, by section 3.1.3.2 of the HTTP binding: a quoted string is unquoted first, then
 * percent-decoded once. A percent sign that starts no escape stands for itself, and raw UTF-8 is read as such.
 *
 * @throws InputError where the bytes are no UTF-8
 */
export function decodeHeader(name: string, value: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(value)?.[1];
  const text = quoted === undefined ? value : quoted.replaceAll(/\\(.)/g, '$1');
  // Node gives a header's bytes one by one as characters.
  const encoded = Buffer.from(text, 'latin1');
  const bytes = encoded.includes(PERCENT) ? percentDecoded(encoded) : encoded;
  if (!isUtf8(bytes)) throw new InputError(name, 'expected percent-encoded UTF-8');
  return bytes.toString('utf8');
}

function percentDecoded(encoded: Buffer): Buffer {
  const decoded = encoded
    .toString('latin1')
    .replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(decoded, 'latin1');
}

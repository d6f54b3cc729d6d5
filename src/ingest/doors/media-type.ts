import type { IncomingHttpHeaders } from 'node:http';
import { GaugewayError } from '../../errors.js';

/** How the events of a request are written. */
export type EventFormat = 'structured' | 'batch' | 'json' | 'binary' | 'ndjson';

/** What `POST /v1/events` takes, as a 415 lists it. */
export const ACCEPTED_MEDIA_TYPES: readonly string[] = [
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
  'application/json',
  'application/x-ndjson',
];

const FORMATS: ReadonlyMap<string, EventFormat> = new Map<string, EventFormat>([
  ['application/cloudevents', 'structured'],
  ['application/cloudevents+json', 'structured'],
  ['application/cloudevents-batch+json', 'batch'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
]);

/** The headers that only a binary-mode event has; one of them is enough, so that a missing one can be named. */
const BINARY_MARKS = ['ce-specversion', 'ce-type', 'ce-source', 'ce-id'] as const;

const CHARSETS: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii']);

/** The media type in lower case without its parameters, or null without a Content-Type. */
export function mediaTypeOf(headers: IncomingHttpHeaders): string | null {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  return type === undefined || type === '' ? null : type;
}

/** Whether a media type says JSON: `application/json`, or anything that ends in `+json`. */
export function isJsonType(type: string): boolean {
  return type === 'application/json' || type === 'text/json' || type.endsWith('+json');
}

/**
 * The format of a request by its headers, as the HTTP binding of CloudEvents tells modes apart: a CloudEvents type is
 * structured or a batch, `ce-*` headers beside any other JSON type are the binary mode. Plain `application/json` holds
 * an event or an array of them.
 *
 * @throws GaugewayError UNSUPPORTED_MEDIA_TYPE, listing what is accepted
 */
export function formatOf(headers: IncomingHttpHeaders): EventFormat {
  refuseCharset(headers);
  const type = mediaTypeOf(headers);
  const format = type === null ? undefined : FORMATS.get(type);
  if (format !== undefined) return format;
  const isJson = type === null || isJsonType(type);
  if (isJson && type?.startsWith('application/cloudevents') !== true) {
    if (BINARY_MARKS.some((name) => headers[name] !== undefined)) return 'binary';
    if (type === 'application/json') return 'json';
  }
  const given = type === null ? 'none' : JSON.stringify(type.slice(0, 100));
  throw new GaugewayError(
    'UNSUPPORTED_MEDIA_TYPE',
    `Content-Type: expected one of ${ACCEPTED_MEDIA_TYPES.join(', ')}, or ce-* headers with a JSON type; got ${given}`,
    'Content-Type',
  );
}

/**
 * Refuses a body that is not written in UTF-8.
 * @throws GaugewayError UNSUPPORTED_MEDIA_TYPE
 */
export function refuseCharset(headers: IncomingHttpHeaders): void {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset === undefined || CHARSETS.has(charset.toLowerCase())) return;
  throw new GaugewayError('UNSUPPORTED_MEDIA_TYPE', 'Content-Type: expected charset utf-8', 'Content-Type');
}

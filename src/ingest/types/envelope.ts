import { optional, required, type Reader } from '../fields.js';
import { isJsonObject, parseJson, type JsonObject } from '../json.js';
import { id, instant, label, oneOf, textUpTo } from './readers.js';

const dataObject: Reader<JsonObject> = {
  expected: 'a JSON object',
  schema: { type: 'object' },
  read(value, path, reading) {
    return isJsonObject(value) ? value : reading.mistyped(path, 'a JSON object', value);
  },
};

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** CloudEvents' other way to write data: JSON in UTF-8 in base64. */
const base64Object: Reader<JsonObject> = {
  expected: 'a JSON object in base64',
  schema: { type: 'string', contentEncoding: 'base64', contentMediaType: 'application/json' },
  read(value, path, reading) {
    if (typeof value !== 'string' || value.length % 4 !== 0 || !BASE64.test(value)) {
      return reading.mistyped(path, 'base64', value);
    }
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'base64'));
      return dataObject.read(parseJson(text), path, reading);
    } catch {
      reading.fault(path, 'expected a JSON object in UTF-8, got something else');
      return null;
    }
  },
};

const JSON_MEDIA_TYPE = /^[\w!#$&^.+-]+\/(?:[\w!#$&^.+-]+\+)?json[ \t]*(?:;|$)/i;

const jsonMediaType: Reader<string> = {
  expected: 'a JSON media type such as application/json',
  schema: { type: 'string' },
  emptyIsAbsent: true,
  read(value, path, reading) {
    return typeof value === 'string' && JSON_MEDIA_TYPE.test(value)
      ? value
      : reading.mistyped(path, jsonMediaType.expected, value);
  },
};

/**
 * The context attributes of a CloudEvent that have a meaning here; all others stay with the event as attributes.
 * `specversion` may be left out, for the sake of curl: there is only one.
 */
export const ENVELOPE = {
  specversion: optional(oneOf(['1.0'])),
  id: required(id, 'Identifies the event within its tenant and source'),
  source: required(textUpTo(2048), 'Who says so'),
  type: required(label),
  time: optional(instant, 'When it happened; default: now'),
  subject: optional(textUpTo(2048)),
  datacontenttype: optional(jsonMediaType),
  tenantid: optional(id, 'For platform keys: the tenant that the event belongs to'),
  data: optional(dataObject),
  data_base64: optional(base64Object),
};

import type { Request } from 'express';
import { GaugewayError } from '../errors.js';
import { readText, type BodyLimits } from '../ingest/doors/body.js';
import { parseBody } from '../ingest/doors/json-body.js';
import { isJsonType, mediaTypeOf, refuseCharset } from '../ingest/doors/media-type.js';

/** The JSON that a request carries. Throws a GaugewayError for another type, and for what is none. */
export async function readJson(request: Request, limits: BodyLimits): Promise<unknown> {
  const type = mediaTypeOf(request.headers);
  if (type === null || !isJsonType(type)) {
    throw new GaugewayError(
      'UNSUPPORTED_MEDIA_TYPE',
      'Content-Type: expected application/json',
      'Content-Type',
    );
  }
  refuseCharset(request.headers);
  return parseBody(await readText(request, limits));
}

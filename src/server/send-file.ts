import type { Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, gzipSync } from 'node:zlib';
import type { Spooled } from '../export/spool.js';
import { ClientGone } from '../ingest/doors/body.js';
import { isKnown } from './entity-tag.js';

/** A file as it is sent. */
export interface SentFile {
  readonly content: Spooled;
  readonly mediaType: string;
  /** Whether gzip makes it smaller. */
  readonly compresses: boolean;
  /** Whether the digest leaves out a part of it: files of one digest are then equal, but not byte for byte. */
  readonly tells: boolean;
  /** Without its folder; null for what is shown and not saved. */
  readonly name: string | null;
}

/** What may be sent in one piece: it is compressed here and now. */
const SMALL_BYTES = 64 * 1024;

/** Fast: level 6 makes it a tenth smaller and takes three times as long. */
const GZIP = { level: constants.Z_BEST_SPEED } as const;

/**
 * Sends a file: compressed where the client takes that, not at all where it has it already and asks by GET (304), and only
 * its headers for HEAD. A client that reads nothing for `idleMs` is given up.
 *
 * @throws ClientGone where the client goes before the end
 */
export async function sendFile(response: Response, file: SentFile, idleMs: number): Promise<void> {
  const { content, mediaType, compresses, tells, name } = file;
  const { req: request } = response;
  const gzip = compresses && request.acceptsEncodings(['gzip', 'identity']) === 'gzip';
  const tag = (encoding: string): string => `${tells ? 'W/' : ''}"${content.digest}${encoding}"`;
  response.setHeader('ETag', tag(gzip ? '-gzip' : ''));
  // To be asked for again is for GET alone: with a condition, POST would have to fail (RFC 9110, section 13.1.2).
  const given = request.method === 'POST' ? undefined : request.headers['if-none-match'];
  // In whichever encoding the client has it.
  if (isKnown(tag(''), given) || isKnown(tag('-gzip'), given)) {
    response.status(304).end();
    return;
  }
  response.setHeader('Content-Type', mediaType);
  if (name !== null) response.setHeader('Content-Disposition', disposition(name));
  if (gzip) response.setHeader('Content-Encoding', 'gzip');
  const bytes = content.bytes;
  if (bytes !== null && bytes.length <= SMALL_BYTES) {
    const sent = gzip ? gzipSync(bytes, GZIP) : bytes;
    response.setHeader('Content-Length', sent.length);
    response.end(request.method === 'HEAD' ? undefined : sent);
    return;
  }
  if (!gzip) response.setHeader('Content-Length', content.size);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.setTimeout(idleMs, () => response.destroy());
  try {
    if (gzip) await pipeline(content.stream(), createGzip(GZIP), response);
    else await pipeline(content.stream(), response);
  } catch (error) {
    throw isPremature(error) ? new ClientGone() : error;
  }
}

function isPremature(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** RFC 6266: the name, and where it is not plain ASCII also one that is. */
function disposition(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_');
  const extended = plain === name ? '' : `; filename*=UTF-8''${encoded(name)}`;
  return `attachment; filename="${plain}"${extended}`;
}

const encoded = (name: string): string =>
  encodeURIComponent(name.replace(/\p{Surrogate}/gu, '_')).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

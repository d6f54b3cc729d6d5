import { createHash, randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GaugewayError, InputError } from '../errors.js';
import type { Piece } from './encoder.js';

/** How much a spool takes. */
export interface SpoolLimits {
  /** Bytes that are kept in memory; more go into a file. */
  readonly memoryBytes: number;
  /** Bytes of a file at most. */
  readonly maxBytes: number;
}

/** Bytes that were written once and can be read while they are held. */
export interface Spooled {
  readonly size: number;
  /** A digest of the content: see `Spool.end`. */
  readonly digest: string;
  /** The bytes, where they are in memory. */
  readonly bytes: Buffer | null;
  /** Reads them from the start. To be asked for once; it closes what it reads when it ends or is destroyed. */
  stream(): Readable;
  /** Gives them up. May be called again, and after `stream`. */
  close(): Promise<void>;
  /** Resolves when nothing of them is held any more. */
  readonly closed: Promise<void>;
}

/** Pieces are gathered up to this many bytes before they are digested and written. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Takes the bytes of an answer in before it is sent: in memory where they are few, else in a file of the system's folder
 * for temporary ones that nobody else can open, since it has no name, and that is gone with the process.
 */
export class Spool {
  readonly #hash = createHash('sha256');
  #chunks: Buffer[] = [];
  #pending: Piece[] = [];
  #pendingSize = 0;
  #size = 0;
  #file: FileHandle | null = null;

  constructor(private readonly limits: SpoolLimits) {}

  /**
   * Takes a piece.
   * @throws InputError where it is too much, GaugewayError UNAVAILABLE where there is no room for it
   */
  async write(piece: Piece): Promise<void> {
    if (piece.length === 0) return;
    this.#pending.push(piece);
    this.#pendingSize += piece.length;
    if (this.#pendingSize >= CHUNK_BYTES) await this.#flush();
  }

  /**
   * All of it was written but `about`, which is told of the content: it comes last and is not digested. What it tells that
   * tells contents apart is `lasting`, which is digested and not written. The spool is of no further use.
   */
  async end(about: Piece = '', lasting = ''): Promise<Spooled> {
    await this.#flush();
    this.#hash.update(lasting);
    await this.#keep(bytesOf([about]));
    const digest = this.#hash.digest('base64url');
    const file = this.#file;
    this.#file = null;
    return file === null ? inMemory(this.#chunks, digest) : inFile(file, this.#size, digest);
  }

  /** Gives up what was written. */
  async abandon(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  async #flush(): Promise<void> {
    const bytes = bytesOf(this.#pending);
    this.#pending = [];
    this.#pendingSize = 0;
    this.#hash.update(bytes);
    await this.#keep(bytes);
  }

  async #keep(bytes: Buffer): Promise<void> {
    this.#size += bytes.length;
    if (this.#size > this.limits.maxBytes) {
      throw new InputError('limit', `expected fewer rows: a file has at most ${this.limits.maxBytes} bytes`);
    }
    this.#chunks.push(bytes);
    if (this.#size <= this.limits.memoryBytes) return;
    const chunks = this.#chunks;
    this.#chunks = [];
    try {
      this.#file ??= await openNameless();
      for (const chunk of chunks) await writeAll(this.#file, chunk);
    } catch (error) {
      const unavailable = new GaugewayError('UNAVAILABLE', 'There is no room for the file now.');
      unavailable.cause = error;
      throw unavailable;
    }
  }
}

function bytesOf(pieces: readonly Piece[]): Buffer {
  if (pieces.every((piece) => typeof piece === 'string')) return Buffer.from(pieces.join(''));
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += (await file.write(bytes, written)).bytesWritten;
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `gaugeway-export-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

/** What was never written, since it was in memory anyway. */
export function inMemory(chunks: readonly Buffer[], digest: string): Spooled {
  const bytes = Buffer.concat(chunks);
  return {
    ...{ size: bytes.length, digest, bytes },
    stream: () => Readable.from([bytes]),
    close: () => Promise.resolve(),
    closed: Promise.resolve(),
  };
}

function inFile(file: FileHandle, size: number, digest: string): Spooled {
  let isGivenUp = false;
  let tell: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (tell = resolve));
  return {
    ...{ size, digest, bytes: null, closed },
    stream: () => {
      isGivenUp = true;
      // It closes the file when it ends, or when nothing is being read for it any more.
      return file.createReadStream({ start: 0, highWaterMark: CHUNK_BYTES }).once('close', tell);
    },
    close: async () => {
      if (isGivenUp) return;
      isGivenUp = true;
      await file.close().finally(tell);
    },
  };
}

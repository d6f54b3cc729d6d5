import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Verdict } from './transports.js';

/** The last line of a stream: totals, or why it ended early. */
export interface StreamEnd {
  readonly accepted?: number;
  readonly duplicates?: number;
  readonly conflicts?: number;
  readonly rejected?: number;
  readonly error?: { readonly code: string; readonly message: string };
}

/** What a stream has been answered so far. */
export interface Progress {
  readonly verdicts: readonly Verdict[];
  /** Null while none has come: the connection broke, or it is not over. */
  readonly end: StreamEnd | null;
  readonly status: number | null;
}

export interface StreamOptions {
  readonly headers?: Record<string, string>;
  /** Told of each verdict; may destroy the request. */
  readonly onVerdict?: (verdict: Verdict, request: ClientRequest) => void;
}

/** The lines, and then nothing, not even an end, until `released`: a stream that cannot be over before. */
export async function* heldBack(lines: Iterable<string>, released: Promise<unknown>): AsyncGenerator<string> {
  yield* lines;
  await released;
}

/**
 * Sends chunks as NDJSON, as fast as they are taken, and reads verdicts meanwhile. Resolves with what was read, also
 * when the connection breaks.
 */
export async function streamLines(
  url: string,
  key: string,
  chunks: Iterable<string | Buffer> | AsyncIterable<string>,
  { headers = {}, onVerdict = () => undefined }: StreamOptions = {},
): Promise<Progress> {
  const verdicts: Verdict[] = [];
  let end: StreamEnd | null = null;
  let status: number | null = null;
  const post = request(`${url}/v1/events`, {
    method: 'POST',
    // A connection of its own: one that was broken off is good for nothing more.
    agent: false,
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${key}`, ...headers },
  });
  const onLine = (line: string): void => {
    const parsed = JSON.parse(line) as Verdict | StreamEnd;
    if ('verdict' in parsed) {
      verdicts.push(parsed);
      onVerdict(parsed, post);
    } else end = parsed;
  };
  void write(post, chunks).catch(() => undefined);
  // Over when the answer is, whole or broken off, or when the connection breaks before there is one.
  await once(post, 'response').then(
    ([response]: IncomingMessage[]) => {
      status = response?.statusCode ?? null;
      return response === undefined ? undefined : readLines(response, onLine);
    },
    () => undefined,
  );
  post.on('error', () => undefined).destroy();
  return { verdicts, end, status };
}

async function write(post: ClientRequest, chunks: Parameters<typeof streamLines>[2]): Promise<void> {
  for await (const chunk of chunks) {
    if (post.destroyed) return;
    if (!post.write(chunk)) await Promise.race([once(post, 'drain'), once(post, 'close')]);
  }
  post.end();
}

/** Tells of each whole line; resolves when the answer is over, however it ends. */
function readLines(response: IncomingMessage, onLine: (line: string) => void): Promise<void> {
  let rest = '';
  response.setEncoding('utf8').on('error', () => undefined);
  response.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  return new Promise((resolve) => response.once('close', () => resolve()));
}

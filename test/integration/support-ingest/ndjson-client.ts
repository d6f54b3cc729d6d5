import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
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

/**
 * Sends chunks as NDJSON, as fast as they are taken, and reads verdicts meanwhile. Resolves with what was read, also
 * when the connection breaks.
 */
export async function streamLines(
  url: string,
  key: string,
  chunks: Iterable<string | Buffer>,
  { headers = {}, onVerdict = () => undefined }: StreamOptions = {},
): Promise<Progress> {
  const verdicts: Verdict[] = [];
  let end: StreamEnd | null = null;
  let status: number | null = null;
  const post = request(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${key}`, ...headers },
  });
  const broken = new Promise<void>((resolve) => post.once('error', (e) => { console.log(e); resolve(); }));
  const read = (async () => {
    const [response] = (await once(post, 'response')) as [IncomingMessage];
    status = response.statusCode ?? null;
    response.on('error', () => undefined);
    for await (const line of createInterface({ input: response })) {
      const parsed = JSON.parse(line) as Verdict | StreamEnd;
      if ('verdict' in parsed) {
        verdicts.push(parsed);
        onVerdict(parsed, post);
      } else end = parsed;
    }
  })().catch(() => undefined);
  const write = (async () => {
    for (const chunk of chunks) {
      if (post.destroyed) return;
      if (!post.write(chunk)) await Promise.race([once(post, 'drain'), once(post, 'close')]);
    }
    post.end();
  })().catch(() => undefined);
  await Promise.race([Promise.all([read, write]), broken.then(() => read)]);
  post.on('error', () => undefined).destroy();
  return { verdicts, end, status };
}

import { createServer, request, type ClientRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { GaugewayError } from '../../../../src/errors.js';
import { ClientGone } from '../../../../src/ingest/doors/body.js';
import { createDoor, type DoorOptions } from '../../../../src/ingest/doors/door.js';
import type { EventVerdict } from '../../../../src/ingest/event.js';
import type { Ingestor } from '../../../../src/ingest/ingestor.js';
import { SERVER_DEFAULTS } from '../../../../src/server/options.js';

/** A line of the answer. */
export type AnswerLine = Partial<EventVerdict> & { accepted?: number; error?: { code: string; message: string } };

/** A door on a bare HTTP server, so that only the door is tested. */
export interface DoorStage {
  readonly server: Server;
  /** Ends the streams that run. */
  readonly stop: AbortController;
  /** How each visit ended: with an answer, or with what was thrown. */
  readonly ended: (Error | null)[];
  /** Begins a stream. */
  stream(headers?: Record<string, string>): ClientRequest;
  close(): Promise<void>;
}

/** Opens a door before an ingestor. */
export async function openDoor(
  ingest: Ingestor['ingest'],
  overrides: Partial<DoorOptions> = {},
): Promise<DoorStage> {
  const options = { ...SERVER_DEFAULTS, body: { maxBytes: 1_000_000, maxMs: 60_000 }, ...overrides };
  const door = createDoor({ ingest }, options);
  const stop = new AbortController();
  const ended: (Error | null)[] = [];
  const caller = { tenantId: 'acme', platform: false, customerId: null };
  const server = createServer((request, response) => {
    const errorBody = (error: unknown): object => ({ error: error as GaugewayError });
    door({ request, response, caller, signal: stop.signal, errorBody }).then(
      () => ended.push(null),
      (error: Error) => {
        ended.push(error);
        if (error instanceof ClientGone) response.destroy();
        else response.writeHead(error instanceof GaugewayError ? error.status : 500).end('{}');
      },
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    server,
    stop,
    ended,
    stream: (headers = {}) => {
      const post = request({
        port,
        host: '127.0.0.1',
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', ...headers },
      });
      post.flushHeaders();
      post.on('error', () => undefined);
      return post;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The answer to a request. */
export async function answerTo(post: ClientRequest): Promise<IncomingMessage> {
  return ((await once(post, 'response')) as [IncomingMessage])[0];
}

/** The lines of an answer, as they come. */
export async function* linesOf(response: IncomingMessage): AsyncGenerator<AnswerLine> {
  for await (const line of createInterface({ input: response })) yield JSON.parse(line) as AnswerLine;
}

/** All lines of the answer to a body. */
export async function exchange(post: ClientRequest, body: string | Uint8Array): Promise<AnswerLine[]> {
  post.end(body);
  return Array.fromAsync(linesOf(await answerTo(post)));
}

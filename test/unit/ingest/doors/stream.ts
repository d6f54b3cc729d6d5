import { createServer, request, type ClientRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { GaugewayError } from '../../../../src/errors.js';
import { ClientGone } from '../../../../src/ingest/doors/body.js';
import { createDoor, type DoorOptions } from '../../../../src/ingest/doors/door.js';
import type { EventVerdict } from '../../../../src/ingest/event.js';
import type { Ingestor } from '../../../../src/ingest/ingestor.js';
import { SERVER_DEFAULTS } from '../../../../src/server/options.js';

/** A line of the answer. */
export type AnswerLine = Partial<EventVerdict> & {
  accepted?: number;
  error?: { code: string; message: string };
};

/** A door on a bare HTTP server, so that only the door is tested. */
export interface DoorStage {
  readonly server: Server;
  /** Ends the streams that run. */
  readonly stop: AbortController;
  /** How each visit ended: with an answer, or with what was thrown. */
  readonly ended: (Error | null)[];
  /** The server's ends of the connections. */
  readonly sockets: Socket[];
  /** Begins a stream. */
  stream(headers?: Record<string, string>): ClientRequest;
  close(): Promise<void>;
}

const answers = new WeakMap<ClientRequest, Promise<IncomingMessage>>();

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
      (error: unknown) => {
        ended.push(error as Error);
        if (error instanceof ClientGone) response.destroy();
        else response.writeHead(error instanceof GaugewayError ? error.status : 500).end('{}');
      },
    );
  });
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    server,
    stop,
    ended,
    sockets,
    stream: (headers = {}) => {
      const post = request({
        port,
        host: '127.0.0.1',
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', ...headers },
      });
      post.flushHeaders();
      post.on('error', () => undefined);
      // Listened for from the start: the answer may begin while the test still looks elsewhere.
      const answer = new Promise<IncomingMessage>((resolve) => post.once('response', resolve));
      answers.set(post, answer);
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
export function answerTo(post: ClientRequest): Promise<IncomingMessage> {
  return answers.get(post) ?? Promise.reject(new Error('not a request of a stage'));
}

/** The lines of an answer, as they come. */
export async function* linesOf(response: IncomingMessage): AsyncGenerator<AnswerLine> {
  for await (const line of createInterface({ input: response })) yield JSON.parse(line) as AnswerLine;
}

/** All lines of the answer to a body. */
export async function exchange(post: ClientRequest, body: string | Uint8Array): Promise<AnswerLine[]> {
  post.end(body);
  const lines: AnswerLine[] = [];
  for await (const line of linesOf(await answerTo(post))) lines.push(line);
  return lines;
}

/** Goes round the event loop until a count has stood still for many turns: client and server share the loop. */
export async function standstill(count: () => number): Promise<void> {
  for (let quiet = 0, before = count(); quiet < 300; quiet += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (count() !== before) [quiet, before] = [0, count()];
  }
}

/** A verdict for each value, all accepted. */
export function accepted(values: readonly unknown[]): EventVerdict[] {
  return values.map((value, index) => ({
    index,
    id: (value as { id: string }).id,
    verdict: 'ACCEPTED',
    reason: null,
  }));
}

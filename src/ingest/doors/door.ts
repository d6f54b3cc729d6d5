import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IngestCaller } from '../event.js';
import type { Ingestor } from '../ingestor.js';
import { StreamedAnswer } from './answer.js';
import { binaryEvent } from './binary.js';
import { ClientGone, decodedBody, readText, type BodyLimits } from './body.js';
import { batchEvents, jsonEvents, parseBody, structuredEvents } from './json-body.js';
import { formatOf, type EventFormat } from './media-type.js';
import { judgeLines, type NdjsonOptions } from './ndjson.js';
import { ingestResultText } from './verdict-text.js';

/** The door's limits. */
export interface DoorOptions extends NdjsonOptions {
  /** Limits of a JSON body; a stream of lines has none. */
  readonly body: BodyLimits;
  /** Bytes of NDJSON verdicts that may wait for the client. */
  readonly backlogBytes: number;
}

/** One request at the door, already known to be allowed to write. */
export interface DoorVisit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly caller: IngestCaller;
  /** Ends a stream between two batches; the reason becomes its last line. */
  readonly signal: AbortSignal;
  /** What the client may read of a failure in the middle of a stream, as the body of a REST error. */
  readonly errorBody: (error: unknown) => object;
}

/** Takes one request in and answers it. Throws only while nothing of the answer has been sent. */
export type Door = (visit: DoorVisit) => Promise<void>;

/**
 * Makes the door that `POST /v1/events` opens: every format of events in, verdicts out.
 *
 * The door's own errors are a GaugewayError (415, 413, 400) or what the ingestor throws (503). After the first verdict
 * line of a stream the status is out already: then `{"error": ...}` is the last line.
 */
export function createDoor(ingestor: Ingestor, options: DoorOptions): Door {
  return async (visit) => {
    const format = formatOf(visit.request.headers);
    if (format === 'ndjson') return stream(ingestor, visit, options);
    const text = await readText(visit.request, options.body);
    const values = eventsOf(format, visit.request, text);
    const verdicts = values.length === 0 ? [] : await ingestor.ingest(values, visit.caller);
    visit.response
      .writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
      .end(ingestResultText(verdicts));
  };
}

function eventsOf(
  format: Exclude<EventFormat, 'ndjson'>,
  request: IncomingMessage,
  text: string,
): readonly unknown[] {
  switch (format) {
    case 'structured':
      return structuredEvents(parseBody(text));
    case 'batch':
      return batchEvents(parseBody(text));
    case 'json':
      return jsonEvents(parseBody(text));
    case 'binary':
      return [binaryEvent(request.headers, text)];
  }
}

async function stream(ingestor: Ingestor, visit: DoorVisit, options: DoorOptions): Promise<void> {
  const { request, response, caller, signal, errorBody } = visit;
  const minimal = prefersMinimal(request);
  const body = decodedBody(request);
  const stopped = new AbortController();
  const onGone = (): void => stopped.abort(new ClientGone());
  const onSignal = (): void => stopped.abort(signal.reason);
  response.once('close', onGone);
  signal.addEventListener('abort', onSignal);
  if (minimal) response.setHeader('preference-applied', 'return=minimal');
  try {
    // Not destroyed on return: the answer still has to go out over the same connection.
    const chunks = body.source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    const answer = new StreamedAnswer(response, options);
    const write = (text: string): Promise<void> => answer.write(text);
    if (signal.aborted) onSignal();
    await judgeLines(ingestor, { chunks, caller, minimal, signal: stopped.signal, write }, options);
    response.end();
  } catch (error) {
    if (!response.headersSent || error instanceof ClientGone) throw error;
    response.end(`${JSON.stringify(errorBody(error))}\n`);
  } finally {
    response.off('close', onGone);
    signal.removeEventListener('abort', onSignal);
    body.release();
  }
}

/** RFC 7240's `Prefer: return=minimal`: only what was not accepted is worth a line. */
function prefersMinimal(request: IncomingMessage): boolean {
  return /(?:^|[,;\s])return\s*=\s*"?minimal"?(?:$|[,;\s])/i.test(String(request.headers['prefer'] ?? ''));
}

import { createServer, type ServerResponse } from 'node:http';
import { serveBench } from './fanout-helper.js';
import { join, listening, senderCalls, type SenderCalls } from './fanout-senders.js';

/** Server-sent events of `node:http`: one prepared string to every response. */
const groups = new Map<number, Set<ServerResponse>>();
const server = createServer(({ url }, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  response.once('close', join(groups, url, response));
});
server.listen(0, '127.0.0.1');

serveBench<SenderCalls>(
  senderCalls(
    () => listening(server),
    groups,
    (response, text) => response.write(text),
  ),
);

import { WebSocketServer, type WebSocket } from 'ws';
import { serveBench } from './fanout-helper.js';
import { join, listening, senderCalls, type SenderCalls } from './fanout-senders.js';

/** `ws` by itself: one prepared string to every socket. */
const groups = new Map<number, Set<WebSocket>>();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('connection', (socket, { url }) => socket.once('close', join(groups, url, socket)));

serveBench<SenderCalls>(
  senderCalls(
    () => listening(server),
    groups,
    (socket, text) => socket.send(text),
  ),
);

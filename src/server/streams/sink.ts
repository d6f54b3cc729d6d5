/** Where the payloads of a stream go: a subscription on a socket, or a response. */
export interface StreamSink {
  /** Sends one payload, the JSON of an execution result in UTF-8. It is shared: nobody may write to it. */
  send(payload: Buffer): void;
  /** Bytes that the client has yet to read. */
  readonly backlog: number;
  /** A number that falls with every byte that goes to the client. */
  readonly unsent: number;
  /** Tells the client to come back later, and ends the stream with whatever carries it. */
  overload(): void;
}

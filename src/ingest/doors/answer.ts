import type { ServerResponse } from 'node:http';
import { ClientGone } from './body.js';

/** How much of a streamed answer may wait in memory for a client that is still busy sending. */
export interface AnswerOptions {
  /**
   * Bytes of verdicts that may be unread before the stream stops. Many clients read nothing until they have sent
   * everything: with no leeway such a client and this node would wait for each other for good.
   */
  readonly backlogBytes: number;
}

/** A streamed answer whose head goes out with its first line, so that a failure before it still has a status. */
export class StreamedAnswer {
  readonly #response: ServerResponse;
  readonly #options: AnswerOptions;

  constructor(response: ServerResponse, options: AnswerOptions) {
    this.#response = response;
    this.#options = options;
  }

  /**
   * Writes text; resolves when the client has taken enough for more.
   * @throws ClientGone
   */
  async write(text: string): Promise<void> {
    const response = this.#response;
    if (response.destroyed) throw new ClientGone();
    if (!response.headersSent)
      response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
    // As bytes: of strings that wait, Node keeps a second copy, three times as large.
    const hasRoom = response.write(Buffer.from(text));
    if (hasRoom || response.writableLength <= this.#options.backlogBytes) return;
    await new Promise<void>((resolve, reject) => {
      const onDrain = (): void => {
        response.off('close', onClose);
        resolve();
      };
      const onClose = (): void => {
        response.off('drain', onDrain);
        reject(new ClientGone());
      };
      response.once('drain', onDrain).once('close', onClose);
    });
  }
}

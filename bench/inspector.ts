import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Node's flags for a process that is to be inspected. */
export const inspectable = (port: number): readonly string[] => [
  `--inspect-port=127.0.0.1:${port}`,
  '--inspect-publish-uid=http',
];

/** What a process tells of itself through Node's inspector. */
export class Inspector {
  #calls = 0;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (reply: Reply) => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (raw: Buffer) => {
      const reply = JSON.parse(raw.toString()) as Reply;
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
  }

  /** Wakes the inspector of a process that was started as `inspectable` says. */
  static async attach(pid: number, port: number): Promise<Inspector> {
    process.kill(pid, 'SIGUSR1');
    for (let attempt = 0; ; attempt++) {
      await wait(100);
      const response = await fetch(`http://127.0.0.1:${port}/json/list`).catch((error: unknown) => {
        if (attempt < 50) return null;
        throw error;
      });
      if (response === null) continue;
      const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
      const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '', { perMessageDeflate: false });
      await once(socket, 'open');
      return new Inspector(socket);
    }
  }

  async collectGarbage(): Promise<void> {
    await this.#call('HeapProfiler.collectGarbage', {});
  }

  async memory(): Promise<NodeJS.MemoryUsage> {
    const { result } = (await this.#call('Runtime.evaluate', {
      expression: 'process.memoryUsage()',
      returnByValue: true,
    })) as { result: { value: NodeJS.MemoryUsage } };
    return result.value;
  }

  #call(method: string, params: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++this.#calls;
      this.#waiting.set(id, ({ result, error }) =>
        error === undefined ? resolve(result) : reject(new Error(`${method}: ${error.message}`)),
      );
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  close(): void {
    this.#socket.close();
  }
}

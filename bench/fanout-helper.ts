import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NODE_OPTIONS } from './node-process.js';

/** What a helper process does for the bench, by name. */
type Calls<M> = { [K in keyof M]: (argument: never) => Promise<unknown> };

/** A process of the bench's: a server beside the gateway, or subscribers. */
export interface Helper<M extends Calls<M>> {
  readonly pid: number;
  /** Rejects with what the helper throws, and where it ends before it has answered. */
  ask<K extends keyof M>(name: K, argument: Parameters<M[K]>[0]): Promise<Awaited<ReturnType<M[K]>>>;
  stop(): Promise<void>;
}

interface Question {
  readonly call: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Answer {
  readonly call: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Starts a script of this folder, with the gateway's Node options and some more. */
export function startHelper<M extends Calls<M>>(script: string, flags: readonly string[] = []): Helper<M> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), [], {
    execArgv: [...NODE_OPTIONS, ...flags, '--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let calls = 0;
  let isOver = false;
  child.on('message', (answer: Answer) => {
    waiting.get(answer.call)?.(answer);
    waiting.delete(answer.call);
  });
  child.once('exit', () => {
    isOver = true;
    for (const [call, answered] of waiting) answered({ call, error: `${script} has ended` });
  });
  return {
    pid: child.pid ?? NaN,
    ask: (name, argument) =>
      new Promise((resolve, reject) => {
        if (isOver) return reject(new Error(`${script} has ended`));
        const call = calls++;
        waiting.set(call, ({ value, error }) => {
          if (error === undefined) resolve(value as never);
          else reject(new Error(`${script}, ${String(name)}: ${error}`));
        });
        child.send({ call, name, argument });
      }),
    stop: async () => {
      if (isOver) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** In the helper's process: answers the bench until it goes. */
export function serveBench<M extends Calls<M>>(calls: M): void {
  const byName = calls as unknown as Record<string, (argument: unknown) => Promise<unknown>>;
  process.on('message', ({ call, name, argument }: Question) => {
    const answer = (given: Omit<Answer, 'call'>): void => void process.send?.({ call, ...given });
    const called = byName[name];
    if (called === undefined) return answer({ error: 'unknown' });
    called(argument).then(
      (value) => answer({ value }),
      (error: unknown) => answer({ error: String(error) }),
    );
  });
  process.once('disconnect', () => process.exit());
}

/**
 * Publish and subscribe as graphql-subscriptions does it: an emitter of topics, and for each subscriber an async
 * iterator with a queue of what was pushed and one of who waits.
 */
import { EventEmitter } from 'node:events';

export class PubSub<T> {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  publish(topic: string, payload: T): void {
    this.#emitter.emit(topic, payload);
  }

  subscribe(topic: string): AsyncIterableIterator<T> {
    return new QueueIterator<T>(this.#emitter, topic);
  }
}

type Pull<T> = (result: IteratorResult<T>) => void;

class QueueIterator<T> implements AsyncIterableIterator<T> {
  readonly #pushed: T[] = [];
  readonly #pulls: Pull<T>[] = [];
  readonly #emitter: EventEmitter;
  readonly #topic: string;
  readonly #push: (payload: T) => void;
  #isOver = false;

  constructor(emitter: EventEmitter, topic: string) {
    this.#emitter = emitter;
    this.#topic = topic;
    this.#push = (payload) => {
      const pull = this.#pulls.shift();
      if (pull === undefined) this.#pushed.push(payload);
      else pull({ done: false, value: payload });
    };
    emitter.on(topic, this.#push);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    return new Promise((resolve) => {
      if (this.#isOver) return resolve({ done: true, value: undefined });
      const payload = this.#pushed.shift();
      if (payload === undefined) this.#pulls.push(resolve);
      else resolve({ done: false, value: payload });
    });
  }

  async return(): Promise<IteratorResult<T>> {
    this.#isOver = true;
    this.#emitter.off(this.#topic, this.#push);
    for (const pull of this.#pulls.splice(0)) pull({ done: true, value: undefined });
    this.#pushed.length = 0;
    return { done: true, value: undefined };
  }
}

import { useEffect, useState } from 'react';
import { ask, type Document, type Gateway } from '../../typescript-client/src/client.js';
import { GatewayError } from '../../typescript-client/src/gateway-error.js';

/** What is known of a question so far. */
export interface Answer<Data> {
  /** The last answer; it stays while another one is awaited, or does not come. */
  readonly data: Data | null;
  readonly error: GatewayError | null;
  readonly isLoading: boolean;
}

/**
 * Asks a gateway at once, again when the question changes, and again and again.
 *
 * @param variables have to be the same object as long as they say the same
 */
export function useAnswer<Data, Variables>(
  gateway: Gateway,
  document: Document<Data, Variables>,
  variables: Variables,
  everyMs: number,
): Answer<Data> {
  const [answer, setAnswer] = useState<Answer<Data>>({ data: null, error: null, isLoading: true });
  useEffect(() => {
    const controller = new AbortController();
    const load = async () => {
      setAnswer((before) => ({ ...before, isLoading: true }));
      try {
        const data = await ask(gateway, document, variables, controller.signal);
        setAnswer({ data, error: null, isLoading: false });
      } catch (cause) {
        if (controller.signal.aborted) return;
        const error = cause instanceof GatewayError ? cause : new GatewayError('UNREADABLE', String(cause));
        setAnswer(({ data }) => ({ data, error, isLoading: false }));
      }
    };
    void load();
    const timer = setInterval(() => void load(), everyMs);
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [gateway, document, variables, everyMs]);
  return answer;
}

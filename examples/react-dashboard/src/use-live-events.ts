import { useEffect, useState } from 'react';
import type { Gateway } from '../../typescript-client/src/client.js';
import type { EventFilter } from '../../typescript-client/src/generated/graphql.js';
import { followEvents, type Gap, type LiveEvent, type LiveState } from '../../typescript-client/src/live.js';

/** How many rows are kept, and how many events from before the start are asked for. */
const KEPT = 100;
const REPLAYED = 25;

/** A row of the list: an event, or events that are missing. */
export type Row = { readonly number: number } & ({ readonly event: LiveEvent } | { readonly gap: Gap });

/** The rows, newest first, and how the connection stands. */
export interface LiveEvents {
  readonly rows: readonly Row[];
  readonly state: LiveState | { readonly kind: 'ended'; readonly why: string };
}

/**
 * Follows the event log as long as the component is shown. Another filter begins anew.
 *
 * @param filter has to be the same object as long as it says the same
 */
export function useLiveEvents(gateway: Gateway, filter: EventFilter): LiveEvents {
  const [live, setLive] = useState<LiveEvents>({ rows: [], state: { kind: 'connecting' } });
  useEffect(() => {
    const controller = new AbortController();
    let number = 0;
    const isOver = () => controller.signal.aborted;
    const setState = (state: LiveEvents['state']) => {
      if (!isOver()) setLive(({ rows }) => ({ rows, state }));
    };
    const add = (added: readonly ({ readonly event: LiveEvent } | { readonly gap: Gap })[]) => {
      const numbered = added.map((row) => ({ ...row, number: (number += 1) })).reverse();
      setLive(({ rows, state }) => ({ rows: [...numbered, ...rows].slice(0, KEPT), state }));
    };
    setLive({ rows: [], state: { kind: 'connecting' } });
    followEvents(
      { gateway, filter, replay: REPLAYED, signal: controller.signal },
      {
        onEvents: (events) => add(events.map((event) => ({ event }))),
        onGap: (gap) => add([{ gap }]),
        onState: setState,
      },
    ).catch((cause: unknown) => {
      setState({ kind: 'ended', why: cause instanceof Error ? cause.message : String(cause) });
    });
    return () => controller.abort();
  }, [gateway, filter]);
  return live;
}

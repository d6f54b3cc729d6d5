import { REPLAY } from './features.js';
import { filterVariable, type LiveFilter } from './live-filter.js';

/** The subscription of the page; `replay` is asked for only where there is one. */
export function liveDocument(replay: number = REPLAY): string {
  return `subscription LiveLog($filter: EventFilter, $after: String${replay > 0 ? ', $replay: Int' : ''}) {
  events(filter: $filter, after: $after${replay > 0 ? ', replay: $replay' : ''}) {
    events {
      id
      time
      recordedAt
      category
      type
      severity
      message
      source
      actor
      customer {
        id
        name
      }
      statusCode
      latencyMs
      attributes
    }
    cursor
    gap {
      reason
      from
      to
    }
  }
}`;
}

/** The variables of the subscription: behind a cursor, or, without one, from now on with the last ones replayed. */
export function liveVariables(
  filter: LiveFilter,
  after: string | null,
  replay: number = REPLAY,
): Record<string, unknown> {
  return {
    filter: filterVariable(filter),
    ...(after === null ? {} : { after }),
    ...(after === null && replay > 0 ? { replay } : {}),
  };
}

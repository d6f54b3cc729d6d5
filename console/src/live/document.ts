import { filterVariable, type LiveFilter } from './live-filter.js';

/** How many events from before its start a new subscription asks for. */
export const REPLAY = 200;

/** The subscription of the page. */
export const LIVE_DOCUMENT = `subscription LiveLog($filter: EventFilter, $after: String, $replay: Int) {
  events(filter: $filter, after: $after, replay: $replay, progress: "5s") {
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

/** The variables of the subscription: behind a cursor, or, without one, from now on with the last ones replayed. */
export function liveVariables(filter: LiveFilter, after: string | null): Record<string, unknown> {
  return { filter: filterVariable(filter), ...(after === null ? { replay: REPLAY } : { after }) };
}

import { fieldsSchema } from '../../ingest/fields.js';
import { EVENT_TYPES } from '../../ingest/parse-event.js';
import { ENVELOPE } from '../../ingest/types/envelope.js';
import type { EventType } from '../../ingest/types/event-type.js';
import { INGEST_RESULT } from './answers.js';
import { component, schemaOf, type JsonSchema } from './json-schema.js';
import { answer, content, errors, type Paths } from './operation.js';

const isFamily = ({ type }: EventType): boolean => type.endsWith('*');

/** An event of a type: the attributes of all, and data of its own. */
function eventSchema(entry: EventType): JsonSchema {
  const { type, description, schema } = entry;
  return {
    description,
    allOf: [component('schemas', 'CloudEvent')],
    type: 'object',
    properties: {
      type: isFamily(entry) ? { type: 'string', pattern: '^system\\..' } : { const: type },
      data: schema,
    },
    required: ['data'],
  };
}

const nameOf = (entry: EventType): string => (isFamily(entry) ? 'system.other' : entry.type);

/** Events and what becomes of them. */
export const EVENT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  CloudEvent: {
    ...fieldsSchema(ENVELOPE),
    description:
      'A CloudEvent 1.0 in the structured mode; other context attributes are kept with the event. Words of lists are taken in any case.',
  },
  Event: { anyOf: EVENT_TYPES.map((entry) => component('schemas', nameOf(entry))) },
  ...Object.fromEntries(EVENT_TYPES.map((entry) => [nameOf(entry), eventSchema(entry)])),
  IngestResult: schemaOf(INGEST_RESULT),
};

/** The path that takes events in. */
export function eventPaths(): Paths {
  const event = component('schemas', 'Event');
  const events = { type: 'array', items: event };
  return {
    '/v1/events': {
      post: {
        tags: ['Events'],
        operationId: 'postEvents',
        summary: 'Takes events in',
        description:
          'Needs the scope `events:write`. Each event gets a verdict; one that is not in order takes no other down. An ' +
          'event that comes again counts once. With `ce-*` headers the body is the data of one event.',
        requestBody: {
          required: true,
          content: content({
            'application/cloudevents+json': event,
            'application/cloudevents-batch+json': events,
            'application/json': { anyOf: [event, events] },
            'application/x-ndjson': { type: 'string', description: 'An event a line, of any number.' },
          }),
        },
        responses: {
          200: answer('What became of the events.', {
            'application/json': component('schemas', 'IngestResult'),
            'application/x-ndjson': {
              type: 'string',
              description: 'To lines: a verdict a line as soon as it is durable, and the counts as the last.',
            },
          }),
          ...errors(403, 413, 415),
        },
      },
    },
  };
}

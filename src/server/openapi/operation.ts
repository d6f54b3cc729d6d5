import { ERROR_STATUS } from '../../errors.js';
import { component, type JsonSchema } from './json-schema.js';

/** One method of a path. */
export type Operation = JsonSchema;
/** The operations of paths, by path and method. */
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** A parameter of a query string. */
export function inQuery(name: string, schema: JsonSchema, more: JsonSchema = {}): JsonSchema {
  const { description, ...rest } = schema;
  return {
    name,
    in: 'query',
    ...(description === undefined ? {} : { description }),
    schema: rest,
    ...more,
  };
}

/** A body or an answer by its media types. */
export const content = (schemas: Readonly<Record<string, JsonSchema>>): JsonSchema =>
  Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, { schema }]));

/** The answer to a request that is in order. */
export const answer = (description: string, schemas: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  description,
  content: content(schemas),
});

/** The header of what can be asked for again. */
export const ETAG: JsonSchema = {
  ETag: { schema: { type: 'string' }, description: 'Of the rows; for `If-None-Match` of GET.' },
};

/** What is answered to who has it already. */
export const NOT_MODIFIED: JsonSchema = { 304: { description: 'What `If-None-Match` names is still so.' } };

const STATUSES = [...new Set(Object.values(ERROR_STATUS))];

/** What each status of an error means, where the code's name does not say it. */
const ERRORS: Readonly<Record<(typeof STATUSES)[number], string>> = {
  400: 'Something of the request is not in order: `field` names it.',
  401: 'There are no credentials, or they are not known.',
  403: 'The credentials may not do this.',
  404: 'There is no such thing, or the caller may not see it.',
  405: 'Another method is expected.',
  409: 'It has changed since.',
  413: 'The body is too large.',
  415: 'The body is of a media type that is not taken.',
  429: 'Too many at a time: try again after `Retry-After` seconds.',
  500: "The fault is the gateway's; operators find it by `requestId`.",
  503: 'The database, or the node, cannot take it: try again after `Retry-After` seconds.',
};

/** The errors that there are, as components. */
export const ERROR_RESPONSES: JsonSchema = Object.fromEntries(
  STATUSES.map((status) => [
    `Error${status}`,
    answer(ERRORS[status], { 'application/json': component('schemas', 'Error') }),
  ]),
);

/** What an operation may answer besides. */
export const errors = (...statuses: (typeof STATUSES)[number][]): JsonSchema =>
  Object.fromEntries(
    [400, 401, ...statuses, 500, 503].map((status) => [status, component('responses', `Error${status}`)]),
  );

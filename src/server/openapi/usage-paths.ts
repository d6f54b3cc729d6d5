import type { GraphQLSchema } from 'graphql';
import { USAGE_BREAKDOWNS, USAGE_DOCUMENTS } from '../rest/usage-documents.js';
import { USAGE_PARAMETERS } from '../rest/usage-parameters.js';
import { schemaOf, type JsonSchema } from './json-schema.js';
import { answer, errors, ETAG, inQuery, NOT_MODIFIED, type Paths } from './operation.js';
import { selectionSchema } from './selection-schema.js';

/** The paths of usage, one for each breakdown. */
export function usagePaths(schema: GraphQLSchema): Paths {
  const parameters = Object.entries(schemaOf(USAGE_PARAMETERS)['properties'] as Record<string, JsonSchema>);
  return Object.fromEntries(
    USAGE_BREAKDOWNS.map((breakdown) => [
      `/api/v1/analytics/usage/${breakdown}`,
      {
        get: {
          tags: ['Usage'],
          operationId: `usage-${breakdown}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
          summary: `Usage ${breakdown.replaceAll('-', ' ')}, with totals and trend`,
          parameters: parameters.map(([name, parameter]) => inQuery(name, parameter)),
          responses: {
            200: {
              ...answer('The figures.', {
                'application/json': selectionSchema(schema, USAGE_DOCUMENTS[breakdown], 'usage'),
              }),
              headers: ETAG,
            },
            ...NOT_MODIFIED,
            ...errors(403),
          },
        },
      },
    ]),
  );
}

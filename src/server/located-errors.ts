import { isListType, isNonNullType, locatedError, type FieldNode, type GraphQLError } from 'graphql';
import type { Place, Places } from './written-out.js';

/**
 * Why a value could not be serialized, for graphql-jit: of what a serializer throws it keeps the message alone, so the
 * message is the cause.
 */
export class Untold extends Error {
  constructor(cause: unknown) {
    super();
    Object.defineProperty(this, 'message', { value: cause });
  }
}

/**
 * Errors of a compiled operation as execution would tell them: around their causes, with the nodes of the document, and
 * one for each value that became null. Of several that made the same value null the first one stays.
 */
export function locatedErrors(errors: readonly GraphQLError[], places: Places): GraphQLError[] {
  const nulled = new Set<string>();
  return errors.flatMap((error) => {
    const path = error.path ?? [];
    const { nodes, nullable } = lookUp(path, places);
    if (nullable < path.length) {
      const prefixes = path.slice(0, nullable + 1).map((_, length) => JSON.stringify(path.slice(0, length)));
      if (prefixes.some((prefix) => nulled.has(prefix))) return [];
      nulled.add(JSON.stringify(path.slice(0, nullable)));
    }
    const message: unknown = error.message;
    const cause = error.originalError ?? (typeof message === 'string' ? new Error(message) : message);
    return [locatedError(cause, nodes, path)];
  });
}

/** The nodes of a field, and the length of the path to the value that becomes null when the one at `path` fails. */
function lookUp(
  path: readonly (string | number)[],
  places: Places,
): { nodes: readonly FieldNode[]; nullable: number } {
  let nullable = 0;
  let place: Place | undefined;
  let type: Place['type'] | undefined;
  path.forEach((key, index) => {
    if (typeof key === 'string') {
      place = (place?.places ?? places).get(key);
      type = place?.type;
    } else if (type !== undefined) {
      const list = isNonNullType(type) ? type.ofType : type;
      type = isListType(list) ? list.ofType : undefined;
    }
    if (type !== undefined && !isNonNullType(type)) nullable = index + 1;
  });
  return { nodes: place?.nodes ?? [], nullable };
}

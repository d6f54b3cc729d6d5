import { InputError } from '../src/errors.js';
import type { CustomerRow, Page, PageRequest } from '../src/loaders/directory.js';
import { count } from './root.js';

/** Rows of one page at most. */
export const MOST_FIRST = 1000;
/** And where it is asked for by `limit`: what connectors load is flat and large. */
export const MOST_LIMIT = 10_000;

/** The arguments that lists share; `limit` and `offset` are for connectors that know no cursors. */
export interface ListArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly limit?: number | null;
  readonly offset?: number | null;
}

/** What a list's arguments ask of the directory. */
export function pageRequest(
  { first, after, limit, offset }: ListArguments,
  rest: Pick<PageRequest, 'orderBy' | 'ids' | 'search'>,
): PageRequest {
  if (offset != null && (!Number.isInteger(offset) || offset < 0)) {
    throw new InputError('offset', `expected a whole number from 0, got ${offset}`);
  }
  if (offset != null && after != null)
    throw new InputError('offset', 'expected either `after` or `offset`, not both');
  return {
    ...rest,
    limit: limit == null ? count('first', first ?? 50, MOST_FIRST) : count('limit', limit, MOST_LIMIT),
    offset: offset ?? 0,
    after: after == null ? null : decodeCursor(after),
  };
}

/** A connection of nodes made from a page's rows. */
export function connection<Row extends CustomerRow, Node>(
  page: Page<Row>,
  request: PageRequest,
  node: (row: Row) => Node,
) {
  const edges = page.rows.map((row) => ({ node: node(row), cursor: encodeCursor(row) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: request.after !== null || request.offset > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function encodeCursor({ name, id }: CustomerRow): string {
  return Buffer.from(JSON.stringify([name, id])).toString('base64url');
}

/** A cursor is a position, not a right: behind it the scope still decides what is seen. */
function decodeCursor(cursor: string): { name: string; id: string } {
  try {
    const [name, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof name === 'string' && typeof id === 'string' && !`${name}${id}`.includes('\0'))
      return { name, id };
  } catch {
    // told below
  }
  throw new InputError('after', 'expected a cursor that this list has given');
}

import type { Queryable } from '../../db/database.js';

/**
 * Claims identities for the transaction of `db` and returns those that were taken before, with the content hash of
 * the event that has each. `identities` are distinct; both lists are UUID texts of equal length.
 */
export async function claimIdentities(
  db: Queryable,
  identities: string[],
  contentHashes: string[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ identity: string; content_hash: string }>(
    'SELECT identity, content_hash FROM claim_identities($1::uuid[], $2::uuid[])',
    [identities, contentHashes],
  );
  return new Map(rows.map((row) => [row.identity, row.content_hash]));
}

/** Orders texts by their code points, as PostgreSQL's collation "C" does; JavaScript's own order is that of code units. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

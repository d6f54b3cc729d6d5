import pg from 'pg';

/** Reads of a tenant's rows all go through the schema `tenant`; what a node does in the background does not. */
const READ = /\btenant\.\w/;

/** Runs `work` and returns what it returned, with the texts of the reads that were sent meanwhile. */
export async function countReads<T>(work: () => Promise<T>): Promise<{ result: T; statements: string[] }> {
  const statements: string[] = [];
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args;
    const text = typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? '');
    if (READ.test(text)) statements.push(text);
    return Reflect.apply(query, this, args) as never;
  };
  try {
    return { result: await work(), statements };
  } finally {
    pg.Client.prototype.query = query;
  }
}

import pg from 'pg';

/** Statements that frame a read and are sent along with it. */
const FRAME = /^(BEGIN|COMMIT|ROLLBACK|SELECT set_config)/;

/** Runs `work` and returns what it returned, with the texts of the statements that were sent meanwhile. */
export async function countStatements<T>(
  work: () => Promise<T>,
): Promise<{ result: T; statements: string[] }> {
  const statements: string[] = [];
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args;
    const text = typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? '');
    if (!FRAME.test(text.trim())) statements.push(text);
    return Reflect.apply(query, this, args) as never;
  } as typeof query;
  try {
    return { result: await work(), statements };
  } finally {
    pg.Client.prototype.query = query;
  }
}

import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Command, CommanderError } from 'commander';
import { parseApiKey } from '../../../src/auth/api-key.js';
import { keysCommand } from '../../../src/cli/keys.js';
import { fakeDb, keyRow, type FakeDb } from './fake-db.js';

const start = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;

beforeEach(() => {
  jest.useFakeTimers({ now: start });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Runs `keys` with these words; nothing reaches the process, whose exit becomes `error`. */
async function run(words: string[], db: FakeDb = fakeDb(() => [])) {
  const seen = { out: '', err: '', opened: 0, closed: 0, error: undefined as CommanderError | undefined };
  const openDb = async () => {
    seen.opened++;
    return {
      db,
      close: async () => {
        seen.closed++;
      },
    };
  };
  const command = keysCommand(openDb, {
    out: (text) => (seen.out += text),
    err: (text) => (seen.err += text),
  });
  const quiet = (each: Command): void => {
    each
      .exitOverride()
      .configureOutput({ writeOut: (text) => (seen.out += text), writeErr: (text) => (seen.err += text) });
    each.commands.forEach(quiet);
  };
  quiet(command);
  await command.parseAsync(words, { from: 'user' }).catch((error: unknown) => {
    seen.error = error as CommanderError;
  });
  return seen;
}

/** Answers an insert with the row that its values make. */
const inserting = () =>
  fakeDb(({ values: [id, tenant, name, , scopes, customer, expires] }) => [
    keyRow({
      id,
      tenant_id: tenant,
      name,
      scopes,
      customer_id: customer,
      expires_ms: expires === null ? null : Date.parse(expires as string),
    }),
  ]);

describe('keys create', () => {
  const required = ['create', '--tenant', 'acme', '--name', 'dashboard'];

  test('prints the key alone to stdout and the rest beside it', async () => {
    const db = inserting();
    const seen = await run([...required, '--customer', 'globex', '--expires', '90d'], db);
    const parts = parseApiKey(seen.out.trim());
    expect(parts?.id).toBe(db.sent[0]?.values[0]);
    expect(seen.err).toContain('only time the key is shown');
    expect(seen.err).toContain('2026-08-30T00:00:00.000Z');
    expect(seen.err).toContain(`gaugeway keys revoke ${parts?.id}`);
    expect(seen.err).not.toContain(parts?.secret);
    expect(seen).toMatchObject({ opened: 1, closed: 1, error: undefined });
  });

  test.each<[string, string[], string[]]>([
    ['the default', [], ['analytics:read', 'events:read']],
    ['commas', ['--scopes', 'events:write,admin'], ['events:write', 'admin']],
    ['spaces in quotes', ['--scopes', 'events:write admin'], ['events:write', 'admin']],
    ['several words', ['--scopes', 'events:write', 'admin'], ['events:write', 'admin']],
    ['repeats', ['--scopes', 'admin, admin', '--scopes', 'events:read'], ['admin', 'events:read']],
  ])('takes scopes as %s', async (_, words, expected) => {
    const db = inserting();
    await run([...required, ...words], db);
    expect(db.sent[0]?.values[4]).toEqual(expected);
  });

  test.each([
    ['12h', DAY / 2],
    ['90d', 90 * DAY],
    ['26w', 182 * DAY],
    ['1y', 365 * DAY],
  ])('--expires %s is counted from now', async (text, length) => {
    const db = inserting();
    await run([...required, '--expires', text], db);
    expect(db.sent[0]?.values[6]).toBe(new Date(start + length).toISOString());
  });

  test.each<[string, string[], string]>([
    ['no tenant', ['create', '--name', 'x'], '--tenant'],
    ['no name', ['create', '--tenant', 'acme'], '--name'],
    ['an empty tenant', ['create', '--tenant', '', '--name', 'x'], '--tenant'],
    ['a name of two lines', ['create', '--tenant', 'acme', '--name', 'a\nb'], '--name'],
    ['an unknown scope', [...required, '--scopes', 'events:read,root'], "--scopes <scopes...>' argument"],
    ['no scope', [...required, '--scopes', ','], '--scopes'],
    ['a bare number', [...required, '--expires', '90'], '--expires'],
    ['no time at all', [...required, '--expires', '0d'], '--expires'],
    ['a time past the calendar', [...required, '--expires', '999999y'], '--expires'],
    ['an admin of one customer', [...required, '--scopes', 'admin', '--customer', 'c'], "'--customer' and"],
  ])('refuses %s, names the option and opens nothing', async (_, words, option) => {
    const seen = await run(words);
    expect(seen.err).toContain(option);
    expect(seen.error?.exitCode).toBe(1);
    expect(seen).toMatchObject({ out: '', opened: 0 });
  });
});

describe('keys list', () => {
  const rows = [
    keyRow({ expires_ms: start + DAY }),
    keyRow({ id: 'ba9876543210', name: 'old', customer_id: 'globex', revoked_ms: start }),
  ];

  test('prints aligned columns', async () => {
    const db = fakeDb(() => rows);
    const seen = await run(['list', '--tenant', 'acme'], db);
    expect(seen.out).toBe(
      [
        'ID            NAME       TENANT  SCOPES                            STATUS   CREATED            EXPIRES',
        '0123456789ab  dashboard  acme    analytics:read                    active   2026-01-02T03:04Z  2026-06-02T00:00Z',
        'ba9876543210  old        acme    analytics:read (customer globex)  revoked  2026-01-02T03:04Z  never',
        '',
      ].join('\n'),
    );
    expect(db.sent[0]?.values).toEqual(['acme']);
    expect(seen.closed).toBe(1);
  });

  test('prints JSON for scripts', async () => {
    const seen = await run(
      ['list', '--json'],
      fakeDb(() => rows),
    );
    expect(JSON.parse(seen.out)).toEqual([
      expect.objectContaining({
        id: '0123456789ab',
        status: 'active',
        expiresAt: '2026-06-02T00:00:00.000Z',
      }),
      expect.objectContaining({
        customer: 'globex',
        status: 'revoked',
        revokedAt: '2026-06-01T00:00:00.000Z',
      }),
    ]);
  });

  test('says what to do when there are none', async () => {
    expect((await run(['list'])).out).toMatch(/^No keys\. Create one: /);
    expect((await run(['list', '--json'])).out).toBe('[]\n');
  });
});

describe('keys revoke', () => {
  test.each(['0123456789ab', `gw_0123456789ab_${'S'.repeat(33)}`])('takes %s', async (word) => {
    const db = fakeDb(() => [keyRow({ revoked_ms: start })]);
    const seen = await run(['revoke', word], db);
    expect(db.sent[0]?.values).toEqual(['0123456789ab']);
    expect(seen.out).toBe('Revoked 0123456789ab (dashboard, tenant acme).\n');
  });

  test('says that there is no such key, after closing the database', async () => {
    const seen = await run(['revoke', 'nobody']);
    expect(seen.err).toContain("no key with the id 'nobody'");
    expect(seen).toMatchObject({ closed: 1, error: { exitCode: 1 } });
  });

  test('closes the database when the statement fails', async () => {
    const seen = await run(
      ['revoke', 'x'],
      fakeDb(() => Promise.reject(new Error('down'))),
    );
    expect(seen).toMatchObject({ closed: 1, error: { message: 'down' } });
  });
});

test.each([['create'], ['list'], ['revoke']])('the help of keys %s has an example', async (name) => {
  expect((await run([name, '--help'])).out).toMatch(new RegExp(`Examples?:\\n {2}\\$ gaugeway keys ${name}`));
});

import { Command, InvalidArgumentError, Option } from 'commander';
import { looksLikeApiKey, parseApiKey } from '../auth/api-key.js';
import { createKey, listKeys, revokeKey, type ApiKey } from '../auth/key-store.js';
import { keyJson, keyTable } from '../auth/key-table.js';
import { isIdentifier, isScope, SCOPES, type Scope } from '../auth/principal.js';
import type { Queryable } from '../db/database.js';

/** Opens the node's database for one command. */
export type OpenDb = () => Promise<{ db: Queryable; close: () => Promise<void> }>;

/** Where a command writes: results to `out`, remarks to `err`, so that `KEY=$(gaugeway keys create ...)` works. */
export interface KeysOutput {
  out(text: string): void;
  err(text: string): void;
}

interface CreateOptions {
  tenant: string;
  name: string;
  scopes?: Scope[];
  customer?: string;
  expires?: number;
}

const DEFAULT_SCOPES: readonly Scope[] = ['analytics:read', 'events:read'];

const processOutput: KeysOutput = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/** `gaugeway keys create | list | revoke`. */
export function keysCommand(openDb: OpenDb, output: KeysOutput = processOutput): Command {
  const keys = new Command('keys').description('Create, list and revoke API keys');

  keys
    .command('create')
    .description('Create an API key and print it once')
    .requiredOption('--tenant <id>', 'tenant of the key; it is created if there is none yet', identifier)
    .requiredOption('--name <name>', 'what the key is for, as `keys list` shows it', identifier)
    .addOption(
      new Option(
        '--scopes <scopes...>',
        `rights, between commas or spaces: ${SCOPES.join(', ')} (default: ${DEFAULT_SCOPES.join(', ')})`,
      ).argParser(scopes),
    )
    .option('--customer <id>', 'narrow the key to one customer', identifier)
    .option('--expires <duration>', 'how long it is valid: 12h, 90d, 26w or 1y (default: no end)', lifetime)
    .addHelpText(
      'after',
      `
Examples:
  $ gaugeway keys create --tenant acme --name dashboard
  $ gaugeway keys create --tenant acme --name collector --scopes events:write --expires 90d
  $ gaugeway keys create --tenant acme --name "portal of Globex" --customer globex
  $ KEY=$(gaugeway keys create --tenant acme --name ops --scopes admin)`,
    )
    .action(async (options: CreateOptions, command: Command) => {
      const granted = options.scopes ?? DEFAULT_SCOPES;
      if (options.customer !== undefined && granted.includes('admin')) {
        command.error(
          "error: options '--customer' and '--scopes admin' exclude each other: an admin sees all customers",
        );
      }
      const { text, key } = await withDb(openDb, (db) =>
        createKey(db, {
          tenantId: options.tenant,
          name: options.name,
          scopes: granted,
          customerId: options.customer ?? null,
          expiresAt: options.expires === undefined ? null : Date.now() + options.expires,
        }),
      );
      output.out(`${text}\n`);
      output.err(notice(key));
    });

  keys
    .command('list')
    .description('List keys with their state; secrets are not stored and cannot be shown')
    .option('--tenant <id>', 'only the keys of this tenant', identifier)
    .option('--json', 'print JSON instead of a table')
    .addHelpText('after', '\nExamples:\n  $ gaugeway keys list --tenant acme\n  $ gaugeway keys list --json')
    .action(async (options: { tenant?: string; json?: true }) => {
      const found = await withDb(openDb, (db) => listKeys(db, options.tenant ?? null));
      output.out(options.json === true ? keyJson(found) : keyTable(found));
    });

  keys
    .command('revoke')
    .description('Revoke a key for good; every node refuses it within 2 seconds')
    .argument('<id>', 'id of the key, as `keys list` shows it, or the whole key', keyId)
    .addHelpText('after', '\nExample:\n  $ gaugeway keys revoke 4k7m2p9qx3ab')
    .action(async (id: string, _options: unknown, command: Command) => {
      const key = await withDb(openDb, (db) => revokeKey(db, id));
      if (key === null) command.error(`error: there is no key with the id '${id}'; see: gaugeway keys list`);
      output.out(`Revoked ${key.id} (${key.name}, tenant ${key.tenantId}).\n`);
    });

  return keys;
}

async function withDb<Result>(openDb: OpenDb, use: (db: Queryable) => Promise<Result>): Promise<Result> {
  const { db, close } = await openDb();
  try {
    return await use(db);
  } finally {
    await close();
  }
}

function notice(key: ApiKey): string {
  const end = key.expiresAt === null ? 'has no end' : `ends ${new Date(key.expiresAt).toISOString()}`;
  const reach = key.customerId === null ? '' : `, customer ${key.customerId} only`;
  return `
This is the only time the key is shown: only a hash of it is stored.
It acts for tenant ${key.tenantId}${reach}, with ${key.scopes.join(' ')}, and ${end}.
Send it as \`Authorization: Bearer <key>\` or \`X-API-Key: <key>\`; take it back with: gaugeway keys revoke ${key.id}
`;
}

function identifier(text: string): string {
  if (!isIdentifier(text)) throw new InvalidArgumentError('Expected 1 to 200 printable characters.');
  return text;
}

/** Called once a word of `--scopes a b`; a word may hold several scopes between commas. */
function scopes(text: string, previous: Scope[] = []): Scope[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const unknown = words.find((word) => !isScope(word));
  if (words.length === 0 || unknown !== undefined) {
    const fault = unknown === undefined ? 'No scope' : `Unknown scope '${unknown}'`;
    throw new InvalidArgumentError(`${fault}; expected some of ${SCOPES.join(', ')}.`);
  }
  return [...new Set([...previous, ...words.filter(isScope)])];
}

const HOUR = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 168 * HOUR, y: 365 * 24 * HOUR };
const LONGEST = 100 * 365 * 24 * HOUR;

/** A duration such as `90d` in milliseconds; a year is 365 days. */
function lifetime(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([hdwy])$/.exec(text) ?? [];
  const length = Number(count) * (UNITS[unit] ?? NaN);
  if (length > 0 && length <= LONGEST) return length;
  throw new InvalidArgumentError('Expected a duration such as 12h, 90d, 26w or 1y, at most 100y.');
}

/** The id, also of a whole key that someone found lying about. */
function keyId(text: string): string {
  if (!looksLikeApiKey(text)) return identifier(text);
  const parts = parseApiKey(text);
  if (parts === null) throw new InvalidArgumentError('Expected the id of a key, or the whole key.');
  return parts.id;
}

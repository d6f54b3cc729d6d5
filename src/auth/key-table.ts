import { keyStatus, type ApiKey } from './key-store.js';

const HEADINGS = ['ID', 'NAME', 'TENANT', 'SCOPES', 'STATUS', 'CREATED', 'EXPIRES'] as const;

/** The keys as aligned columns, times in UTC to the minute; never anything secret. */
export function keyTable(keys: readonly ApiKey[]): string {
  if (keys.length === 0) return 'No keys. Create one: gaugeway keys create --tenant <id> --name <name>\n';
  const rows = [HEADINGS, ...keys.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** The keys as a JSON array for scripts: times as ISO-8601 UTC, null where there is none. */
export function keyJson(keys: readonly ApiKey[]): string {
  const shown = keys.map((key) => ({
    id: key.id,
    name: key.name,
    tenant: key.tenantId,
    scopes: key.scopes,
    customer: key.customerId,
    status: keyStatus(key),
    createdAt: instant(key.createdAt),
    expiresAt: instant(key.expiresAt),
    revokedAt: instant(key.revokedAt),
  }));
  return `${JSON.stringify(shown, null, 2)}\n`;
}

function cells(key: ApiKey): readonly string[] {
  const reach = key.customerId === null ? '' : ` (customer ${key.customerId})`;
  return [
    key.id,
    key.name,
    key.tenantId,
    `${key.scopes.join(' ')}${reach}`,
    keyStatus(key),
    minute(key.createdAt),
    key.expiresAt === null ? 'never' : minute(key.expiresAt),
  ];
}

function instant(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

function minute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`;
}

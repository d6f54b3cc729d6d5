import { looksLikeApiKey } from './api-key.js';
import { refused } from './refused.js';

/** What a caller has shown: an API key or a JWT, not yet judged. */
export interface Credentials {
  readonly token: string;
}

/** Far above any real key or token, and small enough to be thrown away cheaply. */
const LONGEST_TOKEN = 8192;

/**
 * Reads the credentials from the headers of an HTTP request, or from the `connectionParams` of a WebSocket, which
 * a client wrote by hand: names in any casing, `Authorization: Bearer ...`, `X-API-Key`, `apiKey`, or any of these
 * inside `headers`. Null: there are none.
 *
 * `Authorization: Basic ...` with an API key as its password, or as its user where it has no password, stands for the key:
 * some programs keep nothing else. Any other, a proxy's say, is passed over if a key is sent beside it.
 *
 * @throws GaugewayError UNAUTHENTICATED for a malformed header, or for two credentials that differ
 */
export function credentialsFrom(source: unknown): Credentials | null {
  const tokens = new Set<string>();
  let other: string | null = null;
  for (const [name, text] of credentialFields(source)) {
    if (name !== 'authorization') tokens.add(text);
    else if (/^bearer(\s|$)/i.test(text)) tokens.add(bearerToken(text));
    else other = text;
  }
  const basic = tokens.size === 0 && other !== null ? basicKey(other) : null;
  if (basic !== null) tokens.add(basic);
  const [token, ...others] = tokens;
  if (others.length > 0) throw refused('Authorization and X-API-Key: two different credentials; send one');
  if (token === undefined) {
    if (other !== null) throw refused('Authorization: expected `Bearer <API key or JWT>`');
    return null;
  }
  if (token.length > LONGEST_TOKEN) throw refused(`Credentials: longer than ${LONGEST_TOKEN} characters`);
  return { token };
}

const NAMES: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'apikey']);

/** The fields that can carry a credential, as [name in lower case, text]; empty ones count as not sent. */
function* credentialFields(source: unknown, nested = false): Generator<[name: string, text: string]> {
  if (typeof source !== 'object' || source === null) return;
  for (const [givenName, value] of Object.entries(source) as [string, unknown][]) {
    const name = givenName.toLowerCase();
    if (name === 'headers' && !nested) yield* credentialFields(value, true);
    if (!NAMES.has(name)) continue;
    for (const item of (Array.isArray(value) ? value : [value]) as unknown[]) {
      if (item === undefined || item === null) continue;
      if (typeof item !== 'string') throw refused(`${givenName}: expected text`);
      if (item.trim() !== '') yield [name, item.trim()];
    }
  }
}

function bearerToken(text: string): string {
  const token = /^bearer\s+(\S+)$/i.exec(text)?.[1];
  if (token === undefined) throw refused('Authorization: expected `Bearer <API key or JWT>`');
  return token;
}

/** The key in `Basic user:password` of RFC 7617; null where there is none. */
function basicKey(text: string): string | null {
  const encoded = /^basic\s+([A-Za-z0-9+/]+=*)$/i.exec(text)?.[1];
  const [, user = '', password = ''] =
    /^([^:]*):(.*)$/.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  const key = password === '' ? user : password;
  return looksLikeApiKey(key) ? key : null;
}

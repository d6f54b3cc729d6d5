/** The rights a credential can carry. `admin` includes all others and may name a foreign tenant. */
export const SCOPES = [
  'analytics:read',
  'events:read',
  'events:write',
  'reports:write',
  'prices:write',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who is asking: the outcome of authentication, equal for both transports. Part of every loader and cache key. */
export interface Principal {
  readonly tenantId: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Set for a credential that is narrowed to one customer: nothing of any other customer is readable. */
  readonly customerId: string | null;
  /** Who owns what was made with it, and what is logged: `key:<id>`, `jwt:<sub>` or a long sub's digest; never the secret. */
  readonly subject: string;
  /** When the credential ends, epoch milliseconds; a socket is closed then. Null: it does not. */
  readonly expiresAt: number | null;
}

/** Whether a word is one of the scopes. */
export function isScope(word: string): word is Scope {
  return (SCOPES as readonly string[]).includes(word);
}

/** The scopes among some words, in the order of `SCOPES`. Unknown words are left out: they grant nothing. */
export function scopesAmong(words: readonly string[]): Scope[] {
  return SCOPES.filter((scope) => words.includes(scope));
}

/**
 * Whether a text can be the id of a tenant or a customer: 1 to 200 characters, none of them a control character
 * or half of a surrogate pair. PostgreSQL refuses NUL, and halves would all be stored as the same U+FFFD.
 */
export function isIdentifier(text: string): boolean {
  return /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(text);
}

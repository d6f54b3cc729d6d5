import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

const PREFIX = 'gw_';
/** Crockford's base32: no letter is mistaken for another when an id is read aloud or typed. */
const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_LENGTH = 12;
const SECRET_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 33 of 62 letters are 196 bits. */
const SECRET_LENGTH = 33;
/** Longer than what is made now, so that the lengths may grow without refusing the keys of today. */
const SHAPE = /^gw_([0-9a-z]{10,32})_([0-9A-Za-z]{33,64})$/;

/** The two parts of a key's text: the id is public and names the row, the secret is shown once and never stored. */
export interface ApiKeyParts {
  readonly id: string;
  readonly secret: string;
}

/** A key that was just made; `text` is what its owner sends. */
export interface NewApiKey extends ApiKeyParts {
  readonly text: string;
  readonly secretHash: Buffer;
}

/**
 * Makes a key, `gw_<id>_<secret>`. The fixed prefix and shape let secret scanners find a leaked one; letters,
 * digits and underscores need no URL encoding and are selected by one double click.
 */
export function newApiKey(): NewApiKey {
  const id = randomText(ID_ALPHABET, ID_LENGTH);
  const secret = randomText(SECRET_ALPHABET, SECRET_LENGTH);
  return { id, secret, text: `${PREFIX}${id}_${secret}`, secretHash: hashSecret(secret) };
}

/** Whether a token claims to be an API key (a JWT begins with `ey`). */
export function looksLikeApiKey(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** The parts of a key's text, or null where it does not have the shape of one. */
export function parseApiKey(text: string): ApiKeyParts | null {
  const [, id, secret] = SHAPE.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** SHA-256 of a key's secret, as it is stored. 192 random bits cannot be guessed, so no slow hash is needed. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Whether a secret has this hash; takes as long for a near miss as for a far one. */
export function secretMatches(secret: string, hash: Uint8Array): boolean {
  const own = hashSecret(secret);
  return own.length === hash.length && timingSafeEqual(own, hash);
}

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

import { hash } from 'node:crypto';

/** A digest of a text, as a tag holds it. */
export const digestOf = (text: string): string => hash('sha256', text, 'base64url');

/** A strong entity tag of what is answered (RFC 9110, section 8.8.3). */
export const entityTag = (answer: string): string => `"${digestOf(answer)}"`;

/** Whether a client says by `If-None-Match` that it has what the tag is of, weak or not (RFC 9110, section 13.1.2). */
export function isKnown(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const known = ifNoneMatch.split(',').map((one) => opaque(one.trim()));
  return known.includes(opaque(tag)) || known.includes('*');
}

const opaque = (tag: string): string => tag.replace(/^W\//, '');

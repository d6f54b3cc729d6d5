import { hash } from 'node:crypto';

/** A strong entity tag of what is answered (RFC 9110, section 8.8.3). */
export function entityTag(answer: string): string {
  return `"${hash('sha256', answer, 'base64url')}"`;
}

/** Whether a client says by `If-None-Match` that it has what the tag is of, weak or not (RFC 9110, section 13.1.2). */
export function isKnown(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const known = ifNoneMatch.split(',').map((one) => opaque(one.trim()));
  return known.includes(opaque(tag)) || known.includes('*');
}

const opaque = (tag: string): string => tag.replace(/^W\//, '');

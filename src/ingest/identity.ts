import { hash } from 'node:crypto';

/** The first 128 bits of the SHA-256 of a text's UTF-8, as a UUID text; what is hashed must be well-formed. */
export function hashUuid(text: string): string {
  const hex = hash('sha256', text, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/**
 * What makes an event the same one: its tenant, source and id, as a UUID text. The parts are length-prefixed, so that
 * no two triples share a text: source `a-b` with id `c` is another event than source `a` with id `b-c`.
 */
export function eventIdentity(tenantId: string, source: string, id: string): string {
  return hashUuid(`${tenantId.length}:${tenantId}${source.length}:${source}${id}`);
}

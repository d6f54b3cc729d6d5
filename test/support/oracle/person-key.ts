import { createHash } from 'node:crypto';

/** The key that stands for a visitor or a customer: the first half of a SHA-256. */
export function personKey(kind: 'visitor' | 'customer', id: string): Buffer {
  return createHash('sha256')
    .update(`${kind.slice(0, 1)}${id}`)
    .digest()
    .subarray(0, 16);
}

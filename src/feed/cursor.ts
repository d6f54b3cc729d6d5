import { createHmac, timingSafeEqual } from 'node:crypto';
import { InputError } from '../errors.js';

/** A place in the feed: behind event `seq` of a tick. */
export interface FeedPosition {
  readonly tick: bigint;
  readonly seq: bigint;
}

const SIGNATURE_BYTES = 16;

/** Reads and writes cursors: a position of one history (epoch) of one tenant, signed. */
export class CursorCodec {
  constructor(
    private readonly secret: Buffer,
    /** The database's history: its system identifier and timeline. */
    private readonly epoch: string,
  ) {}

  write(tenantId: string, { tick, seq }: FeedPosition): string {
    const place = `${this.epoch}.${tick}.${seq}`;
    return `${place}.${this.sign(tenantId, place).toString('base64url')}`;
  }

  /** The position, or null where the cursor is of another history. Throws an InputError for what this tenant was never given. */
  read(tenantId: string, cursor: string): FeedPosition | null {
    const parts = /^([0-9a-f-]+)\.(\d{1,19})\.(\d{1,19})\.([\w-]{22})$/.exec(cursor);
    const [, epoch = '', tick = '', seq = '', signature = ''] = parts ?? [];
    const given = Buffer.from(signature, 'base64url');
    const expected = this.sign(tenantId, `${epoch}.${tick}.${seq}`);
    if (parts === null || given.length !== SIGNATURE_BYTES || !timingSafeEqual(given, expected)) {
      throw new InputError('after', 'expected a cursor that this subscription has given');
    }
    return epoch === this.epoch ? { tick: BigInt(tick), seq: BigInt(seq) } : null;
  }

  private sign(tenantId: string, place: string): Buffer {
    const hmac = createHmac('sha256', this.secret).update(`${tenantId.length}:${tenantId}${place}`);
    return hmac.digest().subarray(0, SIGNATURE_BYTES);
  }
}

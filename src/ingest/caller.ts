import { hasScope } from '../auth/authorize.js';
import type { Principal } from '../auth/principal.js';
import type { IngestCaller } from './event.js';

/** What a principal may ingest: into its tenant, a platform key into any, a narrowed one only its customer's. */
export function ingestCaller(principal: Principal): IngestCaller {
  return {
    tenantId: principal.tenantId,
    platform: hasScope(principal, 'admin'),
    customerId: principal.customerId,
  };
}

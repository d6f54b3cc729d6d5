import type { RequestContext } from '../src/context.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import { offered, type DatasetName } from '../src/reports/offered.js';
import { enter, requireSeller } from './root.js';

/** Whose rows of a dataset a caller reads. Throws where the caller may not. */
export function enterDataset(
  context: RequestContext,
  name: DatasetName,
  tenantId: string | null | undefined,
): TenantScope {
  const { right, sellerOnly } = offered(name);
  const scope = enter(context, right, tenantId);
  if (sellerOnly) requireSeller(scope);
  return scope;
}

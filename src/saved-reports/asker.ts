import { hasScope } from '../auth/authorize.js';
import type { Principal } from '../auth/principal.js';
import type { TenantScope } from '../db/tenant-scope.js';

/** Who asks for kept reports. */
export interface Asker {
  readonly scope: TenantScope;
  /**
   * What owners are told apart by: the principal's subject; of an admin of another tenant, with that tenant before it, since
   * subjects of two tenants may have the same name.
   */
  readonly subject: string;
  /** Sees and changes also what is others'. */
  readonly isAdmin: boolean;
}

/** A principal within the tenant that it has entered. */
export function askerOf(principal: Principal, scope: TenantScope): Asker {
  const { tenantId, subject } = principal;
  return {
    scope,
    subject: tenantId === scope.tenantId ? subject : `admin of ${tenantId}, ${subject}`,
    isAdmin: hasScope(principal, 'admin'),
  };
}

/** Whether somebody may change and delete a report that they see. */
export const mayChange = ({ subject, isAdmin }: Asker, { owner }: { readonly owner: string }): boolean =>
  isAdmin || owner === subject;

import type { TenantScope } from '../db/tenant-scope.js';
import { GaugewayError, InputError } from '../errors.js';
import { isIdentifier, type Principal, type Scope } from './principal.js';

/**
 * Whether a principal has a right. `admin` includes all others.
 *
 * A credential that is narrowed to a customer is never an admin, even if it says so: narrowing wins. A customer's
 * id means something in its own tenant only, so such a credential in a foreign tenant would read a stranger who
 * happens to have the same id. It keeps the other rights that `admin` includes, for its one customer.
 */
export function hasScope(principal: Principal, scope: Scope): boolean {
  const isAdmin = principal.scopes.has('admin');
  return scope === 'admin'
    ? isAdmin && principal.customerId === null
    : isAdmin || principal.scopes.has(scope);
}

/**
 * Demands a right.
 * @throws GaugewayError FORBIDDEN, naming the scope
 */
export function requireScope(principal: Principal, scope: Scope): void {
  if (hasScope(principal, scope)) return;
  throw new GaugewayError('FORBIDDEN', `These credentials lack the scope ${scope}`);
}

/**
 * What a principal reads: its own tenant, or the one an admin names in the argument `tenantId`. No table is asked,
 * so the refusal is the same whether a foreign tenant exists or not.
 *
 * @throws GaugewayError FORBIDDEN where anyone but an admin names a foreign tenant
 * @throws InputError for an admin's `tenantId` that cannot be an id
 */
export function effectiveTenant(principal: Principal, tenantId?: string | null): TenantScope {
  const { customerId } = principal;
  if (tenantId === undefined || tenantId === null || tenantId === principal.tenantId) {
    return { tenantId: principal.tenantId, customerId };
  }
  if (!hasScope(principal, 'admin')) {
    throw new GaugewayError('FORBIDDEN', 'tenantId: another tenant needs the scope admin', 'tenantId');
  }
  if (!isIdentifier(tenantId)) throw new InputError('tenantId', 'expected 1 to 200 printable characters');
  return { tenantId, customerId };
}

import { effectiveTenant, requireScope } from '../src/auth/authorize.js';
import type { Scope } from '../src/auth/principal.js';
import type { RequestContext } from '../src/context.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import { InputError } from '../src/errors.js';

/** Every root field begins here: the right it needs, then whose rows it reads. */
export function enter(context: RequestContext, right: Scope, tenantId?: string | null): TenantScope {
  requireScope(context.principal, right);
  return effectiveTenant(context.principal, tenantId);
}

/** A number of rows: from 1 to `most`. */
export function count(field: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new InputError(field, `expected a whole number from 1 to ${most}, got ${value}`);
}

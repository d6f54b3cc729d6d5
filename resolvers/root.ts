import { effectiveTenant, requireScope } from '../src/auth/authorize.js';
import type { Scope } from '../src/auth/principal.js';
import type { RequestContext } from '../src/context.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import { GaugewayError, InputError } from '../src/errors.js';

/** Every root field begins here: the right it needs, then whose rows it reads. */
export function enter(context: RequestContext, right: Scope, tenantId?: string | null): TenantScope {
  requireScope(context.principal, right);
  return effectiveTenant(context.principal, tenantId);
}

/**
 * The same for what is not shown to the customers of a tenant: its costs, its margins, and what it thinks of them.
 *
 * @throws GaugewayError FORBIDDEN for credentials that are narrowed to one customer
 */
export function enterAsSeller(context: RequestContext, right: Scope, tenantId?: string | null): TenantScope {
  const scope = enter(context, right, tenantId);
  requireSeller(scope);
  return scope;
}

/** Refuses credentials that are narrowed to one customer. */
export function requireSeller({ customerId }: TenantScope): void {
  if (customerId === null) return;
  throw new GaugewayError(
    'FORBIDDEN',
    'Costs, margins and churn risk are not shown to credentials of one customer',
  );
}

/**
 * Every field of a customer or a product begins here but for its id and name: the nodes are reached from where other
 * rights lead, too.
 *
 * @throws GaugewayError FORBIDDEN, naming the scope
 */
export function requireAnalytics({ principal }: RequestContext): void {
  requireScope(principal, 'analytics:read');
}

/** A number of rows: from 1 to `most`. */
export function count(field: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new InputError(field, `expected a whole number from 1 to ${most}, got ${value}`);
}

/** Texts that a column can hold: PostgreSQL has no U+0000, so nothing can have such an id or name. */
export function storable<T extends string | readonly string[] | null | undefined>(
  field: string,
  value: T,
): T {
  const texts: readonly string[] = typeof value === 'string' ? [value] : (value ?? []);
  if (texts.some((text) => text.includes('\0'))) throw new InputError(field, 'expected text without U+0000');
  return value;
}

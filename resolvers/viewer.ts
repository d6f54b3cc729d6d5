import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Tenant, Viewer } from '../schema/directory.js';
import { SCOPES } from '../src/auth/principal.js';
import { hasScope } from '../src/auth/authorize.js';
import type { RequestContext } from '../src/context.js';

/** Who is asking. */
@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, { description: 'Who is asking, and what these credentials may do.' })
  viewer(@Ctx() { principal }: RequestContext): Viewer {
    return {
      tenantId: principal.tenantId,
      subject: principal.subject,
      scopes: SCOPES.filter((scope) => hasScope(principal, scope)),
      customerId: principal.customerId,
      expiresAt: principal.expiresAt,
    };
  }

  @FieldResolver(() => Tenant, { description: 'The tenant that the credentials belong to.' })
  tenant(@Root() { tenantId, customerId }: Viewer, @Ctx() { loaders }: RequestContext): Promise<Tenant> {
    return loaders.directory.tenant({ tenantId, customerId });
  }
}

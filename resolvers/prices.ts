import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { Price, PriceInput, PriceModel } from '../schema/price.js';
import type { RequestContext } from '../src/context.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import { InputError } from '../src/errors.js';
import { requireCurrency } from '../src/ingest/prices/price-store.js';
import { parsePriceTerms } from '../src/pricing/price-terms.js';
import type { Price as KnownPrice } from '../src/pricing/price-book.js';
import { TENANT } from './arguments.js';
import { enterAsSeller, storable } from './root.js';
import { nodeOf } from './usage-rows.js';

/** The members of the input that a model takes; what another model takes is refused by name. */
function termsOf({ model, amount, size, tiers }: PriceInput): unknown {
  const given = { amount, size, tiers };
  const taken: Readonly<Record<PriceModel, readonly string[]>> = {
    FLAT: ['amount'],
    PACKAGE: ['amount', 'size'],
    GRADUATED: ['tiers'],
    VOLUME: ['tiers'],
  };
  for (const [member, value] of Object.entries(given)) {
    if (value != null && !taken[model].includes(member)) {
      throw new InputError(`input.${member}`, `expected no ${member} for ${model}`);
    }
  }
  if (model === PriceModel.GRADUATED || model === PriceModel.VOLUME) {
    return (tiers ?? []).map(({ upTo, amount: each, flat }) => ({
      upTo: upTo ?? null,
      amount: each,
      ...(flat == null ? {} : { flat }),
    }));
  }
  return model === PriceModel.FLAT ? { amount } : { amount, size };
}

function shown(scope: TenantScope, price: KnownPrice): Price {
  const { id, effectiveFrom, currency, terms } = price;
  return {
    scope,
    id,
    billableUnit: { scope, id: price.billableUnitId },
    product: nodeOf(scope, price.productId),
    customer: nodeOf(scope, price.customerId),
    effectiveFrom,
    currency,
    model: PriceModel[terms.model],
    amount: 'amount' in terms ? terms.amount : null,
    size: 'size' in terms ? terms.size : null,
    tiers: 'tiers' in terms ? terms.tiers : [],
  };
}

/** Prices of usage that does not say its own revenue. */
@Resolver(() => Price)
export class PriceResolver {
  @Query(() => [Price], {
    description: 'The prices of the tenant. Not for credentials of one customer.',
  })
  async prices(
    @Ctx() context: RequestContext,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<Price[]> {
    const scope = enterAsSeller(context, 'analytics:read', tenantId);
    return (await context.prices.list(scope.tenantId)).map((price) => shown(scope, price));
  }

  @Mutation(() => Price, {
    description:
      'Sets a price, in place of one for the same that begins at the same instant. It prices usage that comes in from now on; `gaugeway reprice` prices what came before. Needs the scope prices:write.',
  })
  async setPrice(
    @Ctx() context: RequestContext,
    @Arg('input', () => PriceInput, { description: 'The price.' }) input: PriceInput,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<Price> {
    const scope = enterAsSeller(context, 'prices:write', tenantId);
    const { loaders } = context;
    const field =
      input.model === PriceModel.GRADUATED || input.model === PriceModel.VOLUME ? 'input.tiers' : 'input';
    const price = await context.prices.set(scope.tenantId, {
      billableUnitId: requireId('input.billableUnitId', input.billableUnitId),
      productId: input.productId == null ? null : requireId('input.productId', input.productId),
      customerId: input.customerId == null ? null : requireId('input.customerId', input.customerId),
      effectiveFrom: input.effectiveFrom == null ? loaders.now : loaders.instant(input.effectiveFrom),
      currency: requireCurrency('input.currency', input.currency),
      terms: parsePriceTerms(input.model, termsOf(input), field),
    });
    return shown(scope, price);
  }

  @Mutation(() => ID, {
    description:
      'Removes a price: what was priced by it keeps its revenue until it is priced anew. Needs the scope prices:write.',
  })
  async removePrice(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: "The price's id." }) id: string,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<string> {
    const scope = enterAsSeller(context, 'prices:write', tenantId);
    await context.prices.remove(scope.tenantId, storable('id', id));
    return id;
  }
}

function requireId(field: string, id: string): string {
  if (id !== '' && id.length <= 255) return storable(field, id);
  throw new InputError(field, 'expected an id of 1 to 255 characters');
}

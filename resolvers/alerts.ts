import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { Alert, AlertInput } from '../schema/alert.js';
import { Severity } from '../schema/enums.js';
import { datasets } from '../src/catalogue/catalogue.js';
import type { RequestContext } from '../src/context.js';
import { InputError } from '../src/errors.js';
import type { Alert as KeptAlert, AlertRule } from '../src/watch/alert-store.js';
import { TENANT } from './arguments.js';
import { enterAsSeller, storable } from './root.js';

const LONGEST_MS = 400 * 86_400_000;
const MOST_VALUES = 1000;
/** Datasets that alerts are about, each whole in itself. */
const WATCHED = ['usage', 'mcp', 'cost', 'request', 'revenue'];

function shown({ windowMs, filters, severity, ...alert }: KeptAlert): Alert {
  return {
    ...alert,
    window: windowMs,
    severity: Severity[severity],
    filters: filters.map(({ dimension, values }) => ({
      dimension,
      values: values.filter((value) => value !== null),
    })),
  };
}

/** @throws InputError that names the field at fault */
function ruleOf(input: AlertInput): AlertRule {
  const dataset = datasets.find(({ key }) => key === input.dataset && WATCHED.includes(key));
  if (dataset === undefined) throw new InputError('input.dataset', `expected one of ${WATCHED.join(', ')}`);
  const measures = dataset.measures.filter(({ unit }) => unit !== 'instant');
  const measure = measures.find(({ key }) => key === input.measure);
  if (measure === undefined) {
    throw new InputError('input.measure', `expected one of ${measures.map(({ key }) => key).join(', ')}`);
  }
  const known = dataset.dimensions.map(({ key }) => key);
  const filters = (input.filters ?? []).map(({ dimension, values }, place) => {
    const field = `input.filters[${place}]`;
    if (!known.includes(dimension)) {
      throw new InputError(`${field}.dimension`, `expected one of ${known.join(', ')}`);
    }
    if (values.length === 0 || values.length > MOST_VALUES) {
      throw new InputError(`${field}.values`, `expected 1 to ${MOST_VALUES} values`);
    }
    return { dimension, values: storable(`${field}.values`, values) };
  });
  const currencies = filters.find(({ dimension }) => dimension === 'currency')?.values ?? [];
  if (measure.perCurrency === true && currencies.length !== 1) {
    throw new InputError('input.filters', `expected a filter by one currency for ${measure.key}`);
  }
  const { above = null, below = null } = input;
  if ((above === null) === (below === null)) {
    throw new InputError(
      above === null ? 'input.above' : 'input.below',
      'expected either `above` or `below`',
    );
  }
  if (input.window < 60_000 || input.window > LONGEST_MS) {
    throw new InputError('input.window', 'expected a duration from one minute to 400 days');
  }
  const name = storable('input.name', input.name.trim());
  if (name === '' || name.length > 255) throw new InputError('input.name', 'expected 1 to 255 characters');
  return {
    name,
    dataset: dataset.key,
    measure: measure.key,
    filters,
    windowMs: input.window,
    above,
    below,
    severity: input.severity ?? Severity.WARNING,
  };
}

/** Thresholds that the gateway watches. */
@Resolver(() => Alert)
export class AlertResolver {
  @Query(() => [Alert], {
    description: 'The alerts of the tenant by name. Not for credentials of one customer.',
  })
  async alerts(
    @Ctx() context: RequestContext,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<Alert[]> {
    const scope = enterAsSeller(context, 'analytics:read', tenantId);
    return (await context.alerts.list(scope.tenantId)).map(shown);
  }

  @Mutation(() => Alert, {
    description:
      'Keeps a new alert, or changes one: its episode then begins anew. Needs the scope reports:write.',
  })
  async saveAlert(
    @Ctx() context: RequestContext,
    @Arg('input', () => AlertInput, { description: 'The alert.' }) input: AlertInput,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<Alert> {
    const scope = enterAsSeller(context, 'reports:write', tenantId);
    const id = input.id == null ? null : storable('input.id', input.id);
    return shown(await context.alerts.save(scope.tenantId, id, ruleOf(input)));
  }

  @Mutation(() => ID, { description: 'Removes an alert. Needs the scope reports:write.' })
  async deleteAlert(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: "The alert's id." }) id: string,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<string> {
    const scope = enterAsSeller(context, 'reports:write', tenantId);
    await context.alerts.remove(scope.tenantId, storable('id', id));
    return id;
  }
}

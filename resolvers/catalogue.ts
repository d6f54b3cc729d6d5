import { Ctx, Query, Resolver } from 'type-graphql';
import { Catalogue, type DatasetInfo } from '../schema/catalogue.js';
import { partialsOf, spreadOf } from '../src/catalogue/dataset.js';
import { hasScope, requireScope } from '../src/auth/authorize.js';
import type { RequestContext } from '../src/context.js';
import { dimensionType, isNamed, measureType } from '../src/reports/columns.js';
import { OFFERED, type OfferedDataset } from '../src/reports/offered.js';

/** What can be asked of reports. */
@Resolver()
export class CatalogueResolver {
  @Query(() => Catalogue, {
    description:
      'What can be asked of reports: the datasets that the caller may read, with analytics:read, events:read or both.',
  })
  catalogue(@Ctx() { principal }: RequestContext): Catalogue {
    // Each of the rights has datasets: who has one of them may ask what these are.
    if (!hasScope(principal, 'events:read')) requireScope(principal, 'analytics:read');
    const readable = OFFERED.filter(
      ({ right, sellerOnly }) => hasScope(principal, right) && !(sellerOnly && principal.customerId !== null),
    );
    return { datasets: readable.map(infoOf) };
  }
}

function infoOf({ name, dataset, measures, dimensions }: OfferedDataset): DatasetInfo {
  const { title, description, rollups } = dataset;
  const shown = new Set(dimensions.map(({ key }) => key));
  return {
    name,
    title,
    description,
    measures: measures.map((measure) => ({
      name: measure.key,
      title: measure.title,
      description: measure.description,
      unit: measure.unit,
      type: measureType(measure),
      merge: measure.merge.rule.toUpperCase(),
      perCurrency: measure.perCurrency ?? false,
    })),
    dimensions: dimensions.map((dimension) => ({
      name: dimension.key,
      title: dimension.title,
      description: dimension.description,
      type: dimensionType(dimension),
      named: isNamed(dimension),
    })),
    rollups: rollups.map((rollup) => ({
      name: rollup.relation,
      width: rollup.width,
      dimensions: rollup.dimensions.filter((key) => shown.has(key)),
      measures: measures
        .filter((measure) => {
          const spread = spreadOf(measure);
          const keepsSpread = spread === null || rollup.dimensions.includes(spread);
          return keepsSpread && partialsOf(measure).every((column) => rollup.partials.includes(column));
        })
        .map(({ key }) => key),
    })),
  };
}

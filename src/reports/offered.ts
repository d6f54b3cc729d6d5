import { cost } from '../catalogue/cost.js';
import type { Dataset, Dimension, Measure } from '../catalogue/dataset.js';
import { eventLatency, eventLog } from '../catalogue/event-log.js';
import { invoice } from '../catalogue/invoice.js';
import { mcp } from '../catalogue/mcp.js';
import { revenue } from '../catalogue/revenue.js';
import { storefrontSteps } from '../catalogue/storefront.js';
import { usage } from '../catalogue/usage.js';

/** What a dataset is called in reports. */
export const DATASET_NAMES = [
  'USAGE',
  'REVENUE',
  'MCP',
  'EVENTS',
  'LATENCIES',
  'STOREFRONT',
  'COGS',
  'INVOICES',
] as const;
export type DatasetName = (typeof DATASET_NAMES)[number];

/** A dataset as reports offer it. */
export interface OfferedDataset {
  readonly name: DatasetName;
  readonly dataset: Dataset;
  readonly measures: readonly Measure[];
  readonly dimensions: readonly Dimension[];
  /** The right that its rows need. */
  readonly right: 'analytics:read' | 'events:read';
  /** Whether credentials of one customer are refused: what a tenant's customers are not shown. */
  readonly sellerOnly: boolean;
}

const SOURCES: Readonly<Record<DatasetName, Dataset>> = {
  USAGE: usage,
  REVENUE: revenue,
  MCP: mcp,
  EVENTS: eventLog,
  LATENCIES: eventLatency,
  STOREFRONT: storefrontSteps,
  COGS: cost,
  INVOICES: invoice,
};

/** Every dataset that can be reported on. */
export const OFFERED: readonly OfferedDataset[] = DATASET_NAMES.map((name) => {
  const dataset = SOURCES[name];
  const bins = dataset.measures.flatMap(({ merge }) => (merge.rule === 'percentile' ? [merge.bin] : []));
  return {
    name,
    dataset,
    measures: dataset.measures.filter(({ unit }) => unit !== 'bytes'),
    dimensions: dataset.dimensions.filter(({ key }) => !bins.includes(key)),
    right: name === 'EVENTS' || name === 'LATENCIES' ? 'events:read' : 'analytics:read',
    sellerOnly: name === 'COGS',
  };
});

/** The dataset of a name. */
export function offered(name: DatasetName): OfferedDataset {
  const found = OFFERED.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not offered`);
  return found;
}

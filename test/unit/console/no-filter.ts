import type { LiveFilter } from '../../../console/src/live/live-filter.js';

/** The filter that lets everything through. */
export const NO_FILTER: LiveFilter = {
  categories: [],
  minSeverity: null,
  types: [],
  customerId: '',
  productId: '',
  actor: '',
  search: '',
};

import type { Dataset } from './dataset.js';
import { mcp } from './mcp.js';
import { usage } from './usage.js';

/** Every dataset that has rollups. */
export const datasets: readonly Dataset[] = [usage, mcp];

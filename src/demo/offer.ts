import { unitPrice } from './decimal.js';
import type { NonEmpty } from './random.js';
import type { EndpointSpec, ToolSpec, UnitSpec } from './tenant-spec.js';

/** A billable unit in one line: list price as text, then the typical quantity and how far it spreads. */
export function unit(
  id: string,
  title: string,
  precision: number,
  listPrice: string,
  median: number,
  spread: number,
  weight: number,
): UnitSpec {
  return { id, title, precision, price: unitPrice(listPrice), median, spread, weight };
}

/** A route in one line, with its median latency in milliseconds. */
export function endpoint(method: string, path: string, medianMs: number, weight: number): EndpointSpec {
  return { method, path, medianMs, weight };
}

/** A tool in one line: median milliseconds and spread, error rate, price of a call, typical tokens, error texts. */
export function tool(
  name: string,
  weight: number,
  medianMs: number,
  spread: number,
  errorRate: number,
  callPrice: string,
  inputTokens: number,
  outputTokens: number,
  ...errors: NonEmpty<string>
): ToolSpec {
  const price = unitPrice(callPrice);
  return { name, weight, medianMs, spread, errorRate, errors, price, inputTokens, outputTokens };
}

import type { Customer } from './cast.js';
import { crowdOf } from './crowd.js';
import { within } from './plot.js';
import type { NonEmpty, Random } from './random.js';
import type { Stage, Stream } from './stage.js';
import { extraErrors } from './stories.js';
import { fractionOf } from './window.js';

const CLIENT_ERRORS: NonEmpty<{ status: number; weight: number }> = [
  { status: 404, weight: 9 },
  { status: 400, weight: 6 },
  { status: 429, weight: 4 },
  { status: 401, weight: 3 },
  { status: 422, weight: 3 },
  { status: 403, weight: 1 },
];
const SERVER_ERRORS: NonEmpty<{ status: number; weight: number }> = [
  { status: 500, weight: 4 },
  { status: 503, weight: 4 },
  { status: 502, weight: 2 },
  { status: 504, weight: 2 },
];
const SUCCESS: Record<string, number> = { PUT: 201, DELETE: 204 };
const LIVE = 24;

/** A sample of the requests to the tenant's APIs, as its access log has them. */
export function requestStream(stage: Stage): Stream {
  const { tenant } = stage;
  const crowd = crowdOf(stage, 'requests', stage.customers, stage.volume('requests'), LIVE);
  return {
    source: `//${tenant.id}.example/edge`,
    expected: crowd.expected,
    play(slice, emit) {
      crowd.play(slice, (customer, at, random) => {
        const { product } = random.pick(customer.subscriptions);
        const endpoint = random.weighted(product.endpoints);
        const incident = within(stage.plot.incident, at);
        const statusCode = statusOf(stage, customer, endpoint.method, at, random);
        // A refusal is quick; a gateway that gives up is not.
        const factor = (statusCode >= 502 ? 12 : statusCode >= 400 ? 0.4 : 1) * (incident ? 5 : 1);
        const latencyMs = Math.max(1, Math.round(random.logNormal(endpoint.medianMs, 0.6) * factor));
        emit(at, 'api.request', {
          method: endpoint.method,
          path: endpoint.path,
          statusCode,
          latencyMs,
          customerId: customer.id,
          productId: product.id,
          actor: customer.apiKey,
        });
      });
    },
  };
}

function statusOf(stage: Stage, customer: Customer, method: string, at: number, random: Random): number {
  const extra = extraErrors(customer.story, fractionOf(stage.window, at));
  const serverErrors = 0.005 + 0.7 * extra + (within(stage.plot.incident, at) ? 0.4 : 0);
  const clientErrors = 0.034 + 0.3 * extra;
  const drawn = random.next();
  if (drawn < serverErrors) return random.weighted(SERVER_ERRORS).status;
  if (drawn < serverErrors + clientErrors) return random.weighted(CLIENT_ERRORS).status;
  return SUCCESS[method] ?? 200;
}

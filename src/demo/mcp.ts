import { releaseAt } from './agents.js';
import type { Customer } from './cast.js';
import { planAt } from './contracts.js';
import { crowdOf } from './crowd.js';
import { decimalText } from '../decimal.js';
import { priced } from './decimal.js';
import type { Agent, Vocabulary } from './event.js';
import { priceUnder } from './plans.js';
import { within } from './plot.js';
import type { Random } from './random.js';
import type { Emit, Stage, Stream } from './stage.js';
import { extraErrors } from './stories.js';
import type { ServerSpec, ToolSpec } from './tenant-spec.js';
import { fractionOf, SECOND } from './window.js';

const FURTHER_CALLS = 5.5;
/** One call and the whole part of an exponential with that mean. */
const CALLS_A_SESSION = 1 + 1 / Math.expm1(1 / FURTHER_CALLS);
const ANONYMOUS = 0.02;
const UNTOLD = 0.12;
const LIVE = 8;
/** Sessions that also use what is metered, and the share of them whose customers have something metered. */
const METERED = 0.35;

/** Sessions of AI agents with the tenant's MCP servers: a handful of tool calls each, some of which fail. */
export function mcpStream(stage: Stage): Stream {
  const { tenant, window } = stage;
  const customers = stage.customers.filter((customer) => subscriptionTo(customer) !== undefined);
  const crowd = crowdOf(stage, 'mcp', customers, stage.volume('mcp') / CALLS_A_SESSION, LIVE);
  return {
    source: `//${tenant.id}.example/mcp`,
    expected: crowd.expected * (CALLS_A_SESSION + METERED * meteredShare(customers)),
    play(slice, emit) {
      crowd.play(slice, (customer, at, random) => {
        const agent = releaseAt(random, random.weighted(customer.agents), fractionOf(window, at));
        const session = {
          id: random.uuid(),
          server: random.weighted(tenant.servers),
          customer,
          agent: random.chance(ANONYMOUS) ? undefined : agent,
        };
        const end = callTools(stage, session, at, random, emit);
        if (random.chance(METERED)) meter(stage, session, end, random, emit);
      });
    },
  };
}

interface Session {
  id: string;
  server: ServerSpec;
  customer: Customer;
  agent: Agent | undefined;
}

function callTools(stage: Stage, session: Session, start: number, random: Random, emit: Emit): number {
  const { server } = session;
  const calls = 1 + Math.floor(random.exponential(FURTHER_CALLS));
  let tool = random.chance(0.7) ? server.tools[0] : random.weighted(server.tools);
  let at = start;
  for (let call = 0; call < calls; call++) {
    const { durationMs, failed } = callTool(stage, session, tool, at, random, emit);
    at += durationMs + Math.floor(random.logNormal(7 * SECOND, 1));
    // An agent tries a failed call again more often than not.
    if (!(failed && random.chance(0.6))) tool = random.weighted(server.tools);
  }
  return at;
}

/** What a session used of a unit that the customer subscribes to: usage that names the session. */
function meter(stage: Stage, session: Session, at: number, random: Random, emit: Emit): void {
  const { customer, id } = session;
  const subscription = customer.subscriptions.find(({ product }) => product.units.length > 0);
  const unit = subscription?.product.units[0];
  if (subscription === undefined || unit === undefined) return;
  const { precision } = unit;
  const drawn = random.logNormal(unit.median / 4, unit.spread) * 10 ** precision;
  const quantity = Math.max(1, Math.round(drawn));
  const { text, ledger } = priced(quantity, precision, priceUnder(planAt(subscription, at), unit.price));
  stage.ledger.charge(customer, at, ledger);
  emit(at, 'usage.recorded', {
    customerId: customer.id,
    billableUnit: unit.id,
    quantity: decimalText(quantity, precision),
    productId: subscription.product.id,
    subscriptionId: subscription.id,
    revenue: { amount: text, currency: customer.currency },
    attributes: { sessionId: id },
  });
}

/** The share of customers that have something metered. */
function meteredShare(customers: readonly Customer[]): number {
  const metered = customers.filter(({ subscriptions }) =>
    subscriptions.some(({ product }) => product.units.length > 0),
  );
  return customers.length === 0 ? 0 : metered.length / customers.length;
}

function callTool(stage: Stage, session: Session, tool: ToolSpec, at: number, random: Random, emit: Emit) {
  const { customer, server, agent } = session;
  const incident = within(stage.plot.incident, at);
  const misfortune = extraErrors(customer.story, fractionOf(stage.window, at)) + (incident ? 0.45 : 0);
  const failed = random.chance(Math.min(0.9, tool.errorRate + misfortune));
  const usual = random.logNormal(tool.medianMs, tool.spread) * (incident ? 4 : 1);
  const durationMs = Math.max(1, Math.round(usual * (failed && random.chance(0.4) ? 6 : 1)));
  const subscription = subscriptionTo(customer) ?? customer.subscriptions[0];
  const call: Vocabulary['mcp.tool.called'] = {
    serverId: server.id,
    tool: tool.name,
    sessionId: session.id,
    customerId: customer.id,
    productId: subscription.product.id,
    subscriptionId: subscription.id,
    durationMs,
    inputTokens: Math.round(random.logNormal(tool.inputTokens, 0.5)),
    outputTokens: failed ? random.between(8, 60) : Math.round(random.logNormal(tool.outputTokens, 0.7)),
  };
  if (agent !== undefined) call.agent = agent;
  if (failed) {
    const text = incident ? 'upstream connect error' : random.pick(tool.errors);
    call.error = random.chance(UNTOLD) ? true : text;
  } else if (tool.price > 0) {
    const { text, ledger } = priced(1, 0, priceUnder(planAt(subscription, at), tool.price));
    call.revenue = { amount: text, currency: customer.currency };
    stage.ledger.charge(customer, at, ledger);
  }
  emit(at, 'mcp.tool.called', call);
  return { durationMs, failed };
}

function subscriptionTo(customer: Customer) {
  return customer.subscriptions.find(({ product }) => product.kind === 'MCP_SERVER');
}

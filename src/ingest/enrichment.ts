import { AGENT_RULES, type AgentRule } from './agents/agent-rules.js';
import { AgentFamilies } from './agents/resolve-agent.js';
import { TokenPrices } from '../pricing/token-price.js';
import type { CostFact, IncomingEvent, McpFact } from './event.js';

/** What the gateway finds out about facts that are accepted, beyond what their senders say. */
export class Enrichment {
  private readonly agents: AgentFamilies;
  private readonly tokenPrices = new TokenPrices();

  /** `agentRules` come before the built-in ones. */
  constructor({ agentRules = [] }: { readonly agentRules?: readonly AgentRule[] } = {}) {
    this.agents = new AgentFamilies([...agentRules, ...AGENT_RULES]);
  }

  /** The event with what was found out. */
  enrich(event: IncomingEvent): IncomingEvent {
    const { fact } = event;
    if (fact.dataset === 'mcp') return { ...event, fact: this.withFamily(fact) };
    if (fact.dataset === 'cost' && fact.amount === null) {
      return { ...event, fact: this.withPrice(fact, Date.parse(event.time)) };
    }
    return event;
  }

  private withFamily(fact: McpFact): McpFact {
    const { agentName: name, agentVersion: version, userAgent } = fact;
    const agent = this.agents.resolve({ name, version, userAgent });
    // A blank name is none: analytics take the name where there is no family.
    const agentName = agent.family === null ? null : name;
    return { ...fact, agentName, agentFamily: agent.family, agentVersion: agent.version };
  }

  private withPrice(fact: CostFact, time: number): CostFact {
    const price = this.tokenPrices.price({ ...fact, time });
    return 'unpriced' in price ? { ...fact, unpriced: price.unpriced } : { ...fact, ...price };
  }
}

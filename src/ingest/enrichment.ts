import { AGENT_RULES, type AgentRule } from './agents/agent-rules.js';
import { AgentFamilies } from './agents/resolve-agent.js';
import type { IncomingEvent } from './event.js';

/** What the gateway finds out about facts that are accepted, beyond what their senders say. */
export class Enrichment {
  private readonly agents: AgentFamilies;

  /** `agentRules` come before the built-in ones. */
  constructor({ agentRules = [] }: { readonly agentRules?: readonly AgentRule[] } = {}) {
    this.agents = new AgentFamilies([...agentRules, ...AGENT_RULES]);
  }

  /** The event with what was found out. */
  enrich(event: IncomingEvent): IncomingEvent {
    const { fact } = event;
    if (fact.dataset !== 'mcp') return event;
    const { agentName: name, agentVersion: version, userAgent } = fact;
    const agent = this.agents.resolve({ name, version, userAgent });
    // A blank name is none: analytics take the name where there is no family.
    const agentName = agent.family === null ? null : name;
    return { ...event, fact: { ...fact, agentName, agentFamily: agent.family, agentVersion: agent.version } };
  }
}

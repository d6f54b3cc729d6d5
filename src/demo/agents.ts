import type { Agent } from './event.js';
import type { NonEmpty, Random } from './random.js';

/** An agent as its releases came out over the window, oldest first. */
export interface AgentSpec {
  readonly weight: number;
  readonly releases: NonEmpty<Agent>;
}

const agent = (weight: number, name: string, userAgent: string, ...versions: NonEmpty<string>): AgentSpec => {
  const release = (version: string): Agent => ({
    name,
    version,
    userAgent: userAgent.replaceAll('{}', version),
  });
  const [oldest, ...newer] = versions;
  return { weight, releases: [release(oldest), ...newer.map(release)] };
};

/** The agents in the field, as they name themselves to an MCP server. */
export const AGENTS: NonEmpty<AgentSpec> = [
  agent(26, 'claude-code', 'claude-code/{} (cli)', '2.0.76', '2.1.0', '2.1.12', '2.1.30'),
  {
    weight: 14,
    releases: ['0.1.29', '0.1.37'].map((proxy) => ({
      name: `claude-ai (via mcp-remote ${proxy})`,
      version: '0.1.0',
      userAgent: `claude-ai (via mcp-remote ${proxy})`,
    })) as [Agent, Agent],
  },
  agent(13, 'codex-mcp-client', 'codex-mcp-client/{}', '0.77.0', '0.80.0', '0.92.0'),
  agent(12, 'openai-mcp', 'openai-mcp/{} (ChatGPT)', '1.0.0'),
  agent(9, 'gemini-cli-mcp-client', 'GeminiCLI/{} (linux; x64)', '0.22.0', '0.25.1'),
  agent(11, 'cursor-vscode', 'Cursor/{} (darwin arm64)', '2.2.44', '2.3.21', '2.4.0'),
  agent(6, 'langchain-mcp-adapters', 'langchain-mcp-adapters/{} python-httpx/0.28.1', '0.1.14', '0.2.1'),
  agent(4, 'llama-index-tools-mcp', 'llama-index-tools-mcp/{} python-httpx/0.28.1', '0.4.3'),
  agent(3, 'nightly-reporter', 'nightly-reporter/{}', '3.2.0', '3.2.1'),
];

/** The release in use at a fraction of the window: newer ones spread, with laggards and early adopters. */
export function releaseAt(random: Random, agent: AgentSpec, fraction: number): Agent {
  const last = agent.releases.length - 1;
  const place = Math.round(fraction * last + 0.3 * random.normal());
  return agent.releases[Math.min(last, Math.max(0, place))] ?? agent.releases[0];
}

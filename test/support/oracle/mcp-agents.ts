/** What an agent says of itself in an event. */
export interface GivenAgent {
  readonly name?: string | null;
  readonly version?: string | null;
  readonly userAgent?: string | null;
}

/** An agent as it is sent, and what it is counted under; null for calls that name none. */
export interface KnownAgent {
  readonly given: GivenAgent | null;
  readonly family: string | null;
  readonly version: string | null;
}

const agent = (given: GivenAgent | null, family: string | null, version: string | null): KnownAgent => ({
  given,
  family,
  version,
});

/** Agents with the families and versions that docs/agents.md promises, resolved by hand. */
export const AGENTS: readonly KnownAgent[] = [
  agent({ name: 'claude-code/2.1.0 (cli)' }, 'Claude Code', '2.1.0'),
  agent({ name: 'claude-code', version: '2.0.76' }, 'Claude Code', '2.0.76'),
  agent({ name: 'claude-ai (via mcp-remote 0.1.37)' }, 'Claude', null),
  agent({ userAgent: 'Claude-User/1.0' }, 'Claude', '1.0'),
  agent({ name: 'codex-mcp-client', version: '0.92.0', userAgent: 'codex/0.80.0' }, 'Codex', '0.92.0'),
  agent({ name: 'mcp', userAgent: 'langchain-mcp-adapters/0.2.1 python-httpx/0.28.1' }, 'LangChain', '0.2.1'),
  agent({ name: 'nightly-reporter/3.2.0' }, 'nightly-reporter', '3.2.0'),
  agent({ name: 'Nightly-Reporter' }, 'Nightly-Reporter', null),
  agent({ name: '\u{1d4b3}', version: '1' }, '\u{1d4b3}', '1'),
  agent({ name: '\u{fb01}' }, '\u{fb01}', null),
  agent({ version: '1' }, null, '1'),
  agent({ name: ' ' }, null, null),
  agent(null, null, null),
];

/** A key that tells sessions of all servers apart: the length of the server's id in code points, then both ids. */
export const sessionKey = (server: string, session: string): string =>
  `${Array.from(server).length}:${server}${session}`;

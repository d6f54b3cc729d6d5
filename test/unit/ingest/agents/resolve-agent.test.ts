import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AGENTS } from '../../../../src/demo/agents.js';
import { AGENT_RULES, parseAgentRules } from '../../../../src/ingest/agents/agent-rules.js';
import {
  AgentFamilies,
  type GivenAgent,
  type ResolvedAgent,
} from '../../../../src/ingest/agents/resolve-agent.js';
import { docCases } from '../../../support/doc-cases.js';

const NONE: GivenAgent = { name: null, version: null, userAgent: null };
const families = new AgentFamilies(AGENT_RULES);
const resolve = (given: Partial<GivenAgent>): ResolvedAgent => families.resolve({ ...NONE, ...given });

interface Given extends Partial<GivenAgent> {
  readonly rules?: unknown;
}

test.each(docCases<Given, ResolvedAgent>('agents.md'))('docs: $title', ({ given, expected }) => {
  const { rules = [], ...agent } = given;
  const known = new AgentFamilies([...parseAgentRules(rules, 'rules'), ...AGENT_RULES]);
  expect(known.resolve({ ...NONE, ...agent })).toEqual(expected);
});

/** Names and user agents of clients in the field; either place tells the same. */
const KNOWN: readonly (readonly [string, string, string | null])[] = [
  ['claude-code', 'Claude Code', null],
  ['Claude Code', 'Claude Code', null],
  ['claude-code/2.1.0 (cli)', 'Claude Code', '2.1.0'],
  ['claude-code/2.1.0 (claude-desktop, agent-sdk/0.3)', 'Claude Code', '2.1.0'],
  ['claude-cli/2.0.76 (external, cli)', 'Claude Code', '2.0.76'],
  ['Claude-User (claude-code/2.0.0; +https://support.anthropic.com/)', 'Claude Code', '2.0.0'],
  ['claude-ai', 'Claude', null],
  ['claude-ai (via mcp-remote 0.1.37)', 'Claude', null],
  ['claude-ai/0.1.0 (via mcp-remote/0.1.37)', 'Claude', '0.1.0'],
  ['Claude-User/1.0', 'Claude', '1.0'],
  ['Anthropic/ClaudeAI', 'Claude', null],
  ['Anthropic/ClaudeAI/1.0.0', 'Claude', '1.0.0'],
  ['codex-mcp-client', 'Codex', null],
  ['codex-mcp-client (via mcp-remote 0.1.37)', 'Codex', null],
  ['codex_cli_rs/0.80.0 (Mac OS 15.5.0; arm64) iTerm.app/3.5', 'Codex', '0.80.0'],
  ['Codex', 'Codex', null],
  ['openai-mcp/1.0.0 (Codex)', 'Codex', '1.0.0'],
  ['openai-mcp', 'GPT', null],
  ['openai-mcp/1.0.0 (ChatGPT)', 'GPT', '1.0.0'],
  ['openai-mcp/1.0.0 (Responses API)', 'GPT', '1.0.0'],
  ['ChatGPT', 'GPT', null],
  ['gpt-5.2', 'GPT', null],
  ['gemini-cli-mcp-client', 'Gemini', null],
  ['Gemini CLI', 'Gemini', null],
  ['GeminiCLI/0.22.0 (linux; x64)', 'Gemini', '0.22.0'],
  ['GeminiCLI/v0.22.0 (linux; x64)', 'Gemini', 'v0.22.0'],
  ['cursor-vscode', 'Cursor', null],
  ['Cursor/2.2.44 (darwin arm64)', 'Cursor', '2.2.44'],
  ['cursor-agent/1.0', 'Cursor', '1.0'],
  ['GitHub Copilot Chat', 'Copilot', null],
  ['GitHubCopilotChat/0.22.4', 'Copilot', '0.22.4'],
  ['GitHub Copilot Chat/0.22.4', 'Copilot', '0.22.4'],
  ['github-copilot-developer', 'Copilot', null],
  ['copilot/1.0.57-3 (linux)', 'Copilot', '1.0.57-3'],
  ['JetBrains-IU-copilot-intellij', 'Copilot', null],
  ['Xcode-copilot-xcode', 'Copilot', null],
  ['Visual Studio Code', 'Copilot', null],
  ['Visual-Studio-Code', 'Copilot', null],
  ['Visual Studio Code - Insiders', 'Copilot', null],
  ['Visual Studio Code/1.104.0', 'Copilot', '1.104.0'],
  ['Code - OSS', 'Copilot', null],
  ['VSCode/1.104.0', 'Copilot', '1.104.0'],
  ['langchain-mcp-adapters', 'LangChain', null],
  ['langchain-mcp-adapters/0.2.1 python-httpx/0.28.1', 'LangChain', '0.2.1'],
  ['langchain_mcp_adapters', 'LangChain', null],
  ['@langchain/mcp-adapters/1.0.0', 'LangChain', '1.0.0'],
  ['langgraph', 'LangChain', null],
  ['llama-index-tools-mcp/0.4.3 python-httpx/0.28.1', 'LlamaIndex', '0.4.3'],
  ['llama_index', 'LlamaIndex', null],
  ['LlamaIndex', 'LlamaIndex', null],
];

describe('known families', () => {
  test.each(KNOWN)('%s is %s, its version %s', (text, family, version) => {
    expect(resolve({ name: text })).toEqual({ family, version });
    expect(resolve({ userAgent: text })).toEqual({ family, version });
    expect(resolve({ name: ` ${text.toUpperCase()} ` }).family).toBe(family);
    expect(resolve({ name: text, version: '7.8' })).toEqual({ family, version: '7.8' });
  });

  test.each([
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Claude/2.9939.4 Chrome/152.0', 'Claude', '2.9939.4'],
    ['Mozilla/5.0 AppleWebKit/537.36; compatible; ChatGPT-User/1.0; +https://openai.com/bot', 'GPT', '1.0'],
    [
      'Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Cursor/2.2.44 Chrome/138.0 Electron/37.2',
      'Cursor',
      '2.2.44',
    ],
  ])('a browser names its product behind Mozilla: %s', (userAgent, family, version) => {
    expect(resolve({ userAgent })).toEqual({ family, version });
  });

  test('every agent of the demo has one, and keeps its version', () => {
    const found = AGENTS.flatMap(({ releases }) =>
      releases.map((agent) => {
        const { family, version } = families.resolve(agent);
        expect(version).toBe(agent.version);
        return family;
      }),
    );
    expect([...new Set(found)]).toEqual([
      'Claude Code',
      'Claude',
      'Codex',
      'GPT',
      'Gemini',
      'Cursor',
      'LangChain',
      'LlamaIndex',
      'nightly-reporter',
    ]);
  });
});

describe('agents that no rule knows', () => {
  test.each<[string, Partial<GivenAgent>, string | null, string | null]>([
    ['its name as given', { name: 'Nightly Reporter (EU)' }, 'Nightly Reporter (EU)', null],
    ['a scoped name', { name: '@acme/agent' }, '@acme/agent', null],
    ['a name with its release', { name: 'nightly-reporter/3.2.0' }, 'nightly-reporter', '3.2.0'],
    ['the same behind a proxy', { name: 'cline (via mcp-remote 0.1.37)' }, 'cline', null],
    ['the product of its user agent', { userAgent: 'nightly-reporter/3.2.0' }, 'nightly-reporter', '3.2.0'],
    ['a product without a version', { userAgent: 'node' }, 'node', null],
    ['a release without a number', { userAgent: 'nightly-reporter/main' }, 'nightly-reporter', null],
    [
      'a name, with the version of its user agent',
      { name: 'zed', userAgent: 'Zed/0.200.1 (linux)' },
      'zed',
      '0.200.1',
    ],
    ['not the version of its library', { name: 'zed', userAgent: 'python-httpx/0.28.1' }, 'zed', null],
    [
      'no library in its user agent',
      { userAgent: 'nightly-reporter/3 langchain/0.3' },
      'nightly-reporter',
      '3',
    ],
    ['no word that only begins like a family', { name: 'codexical' }, 'codexical', null],
    ['no family within its name', { name: 'acme-copilot' }, 'acme-copilot', null],
    [
      'a node of n8n',
      { name: '@n8n/n8n-nodes-langchain.mcpClientTool' },
      '@n8n/n8n-nodes-langchain.mcpClientTool',
      null,
    ],
    ['a user agent without a product', { userAgent: '(compatible)' }, null, null],
    ['blanks', { name: ' ', version: ' ', userAgent: '' }, null, null],
    ['nothing', {}, null, null],
    ['a version alone', { version: '1.0' }, null, '1.0'],
  ])('%s', (_, given, family, version) => {
    expect(resolve(given)).toEqual({ family, version });
  });

  test('a family out of a user agent is no longer than a label', () => {
    expect(resolve({ userAgent: 'a'.repeat(4096) }).family).toBe('a'.repeat(255));
  });
});

test('the name counts before the user agent, and a user agent for a name that says nothing', () => {
  expect(resolve({ name: 'cursor-vscode', userAgent: 'claude-code/2.1.0 (cli)' })).toEqual({
    family: 'Cursor',
    version: null,
  });
  expect(resolve({ name: 'mcp', userAgent: 'langchain-mcp-adapters/0.2.1 python-httpx/0.28.1' })).toEqual({
    family: 'LangChain',
    version: '0.2.1',
  });
});

test('the version of a known name is that of the same family in the user agent', () => {
  expect(resolve({ name: 'codex-mcp-client', userAgent: 'codex_cli_rs/0.80.0' }).version).toBe('0.80.0');
  expect(resolve({ name: 'codex-mcp-client', userAgent: 'openai-mcp/1.0.0' }).version).toBeNull();
});

test('what is kept differs in nothing from what is resolved anew', () => {
  const text = fc.option(fc.oneof(fc.constantFrom(...KNOWN.map(([known]) => known)), fc.string()));
  const agents = fc.record({ name: text, version: text, userAgent: text });
  fc.assert(
    fc.property(fc.array(agents), (given) => {
      const [one, fresh] = [new AgentFamilies(AGENT_RULES), () => new AgentFamilies(AGENT_RULES)];
      for (const agent of [...given, ...given]) expect(one.resolve(agent)).toEqual(fresh().resolve(agent));
    }),
    { numRuns: 200 },
  );
});

test('parts of an agent do not run together', () => {
  const one = new AgentFamilies([]);
  expect(one.resolve({ name: 'ab', version: 'c', userAgent: null }).family).toBe('ab');
  expect(one.resolve({ name: 'a', version: 'bc', userAgent: null }).family).toBe('a');
  expect(one.resolve({ name: null, version: 'abc', userAgent: null }).family).toBeNull();
});

test('more agents than are kept are all told', () => {
  const one = new AgentFamilies(AGENT_RULES);
  for (let index = 0; index < 10_000; index += 1) {
    expect(one.resolve({ ...NONE, name: `agent-${index % 5000}` }).family).toBe(`agent-${index % 5000}`);
  }
});

test('a pattern sees no more than the beginning of a text', () => {
  const one = new AgentFamilies([{ family: 'Tail', userAgent: 'tail' }]);
  expect(one.resolve({ ...NONE, userAgent: `${'a '.repeat(1022)}tail` }).family).toBe('Tail');
  expect(one.resolve({ ...NONE, userAgent: `${'a '.repeat(1023)}tail` }).family).toBe('a');
});

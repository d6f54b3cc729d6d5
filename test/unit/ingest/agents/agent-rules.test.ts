import { describe, expect, test } from '@jest/globals';
import {
  AGENT_RULES,
  MAX_CUSTOM_RULES,
  MAX_PATTERN_LENGTH,
  parseAgentRules,
} from '../../../../src/ingest/agents/agent-rules.js';
import { AgentFamilies } from '../../../../src/ingest/agents/resolve-agent.js';

const ACME = { family: 'Acme', name: '^acme' };

describe('custom rules', () => {
  test('are read in their order, each with what it has', () => {
    const rules = [ACME, { family: 'Nightly', userAgent: 'nightly/\\d' }, { ...ACME, userAgent: 'acme' }];
    expect(parseAgentRules(rules, 'agents.json')).toEqual(rules);
    expect(parseAgentRules([], 'agents.json')).toEqual([]);
  });

  test('win over the built-in ones, the name before the user agent still', () => {
    const rules = parseAgentRules(
      [
        { family: 'House', name: '^claude-code-house' },
        { family: 'Scripts', userAgent: 'python-httpx' },
      ],
      'agents.json',
    );
    const families = new AgentFamilies([...rules, ...AGENT_RULES]);
    const family = (name: string | null, userAgent: string | null): string | null =>
      families.resolve({ name, version: null, userAgent }).family;
    expect(family('Claude-Code-House/7', null)).toBe('House');
    expect(family('claude-code', 'python-httpx/0.28.1')).toBe('Claude Code');
    expect(family(null, 'langchain-mcp-adapters/0.2.1 python-httpx/0.28.1')).toBe('Scripts');
    expect(family('nightly-reporter', 'python-httpx/0.28.1')).toBe('Scripts');
  });

  test.each<[string, unknown, string, string]>([
    ['no array', ACME, 'agents.json', 'an array'],
    ['too many', Array.from({ length: MAX_CUSTOM_RULES + 1 }, () => ACME), 'agents.json', 'at most 200'],
    ['a rule that is no object', [ACME, 'Acme'], 'agents.json[1]', 'an object'],
    ['a rule without a pattern', [{ family: 'Acme' }], 'agents.json[0]', 'a pattern'],
    ['an unknown field', [{ ...ACME, pattern: 'x' }], 'agents.json[0].pattern', 'family, name, userAgent'],
    ['no family', [{ name: 'x' }], 'agents.json[0].family', 'a text'],
    ['an empty family', [{ ...ACME, family: '' }], 'agents.json[0].family', 'a text'],
    ['blanks at its ends', [{ ...ACME, family: 'Acme ' }], 'agents.json[0].family', 'no blank'],
    ['too long a family', [{ ...ACME, family: 'a'.repeat(256) }], 'agents.json[0].family', '255'],
    ['what cannot be stored', [{ ...ACME, family: 'a\0b' }], 'agents.json[0].family', 'a text'],
    ['a pattern that is no text', [{ ...ACME, name: null }], 'agents.json[0].name', 'a regular expression'],
    ['an empty pattern', [{ ...ACME, userAgent: '' }], 'agents.json[0].userAgent', 'a regular expression'],
    ['too long a one', [{ ...ACME, name: 'a'.repeat(MAX_PATTERN_LENGTH + 1) }], 'agents.json[0].name', '500'],
    ['a malformed one', [ACME, { ...ACME, name: '(' }], 'agents.json[1].name', 'Unterminated group'],
  ])('%s: refused by its place', (_, json, field, expected) => {
    expect(() => parseAgentRules(json, 'agents.json')).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        field,
        message: expect.stringMatching(new RegExp(`^.*: expected .*${expected}`)),
      }),
    );
  });
});

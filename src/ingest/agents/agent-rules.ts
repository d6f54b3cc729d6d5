import { InputError } from '../../errors.js';
import { isJsonObject } from '../json.js';
import { isStorableText } from '../types/attributes.js';
import { MAX_ID_LENGTH } from '../types/readers.js';

/** How agents of one family are told from others; one of the two patterns is given. */
export interface AgentRule {
  /** What the agents are counted under, e.g. `Claude Code`. */
  readonly family: string;
  /** A regular expression, blind to case, for the name that an agent gives itself: MCP's `clientInfo.name`. */
  readonly name?: string;
  /** The same for the `User-Agent` of its requests. */
  readonly userAgent?: string;
}

/** No pattern of a file is longer, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 500;
/** No file has more rules: each one is tried on every agent that is new. */
export const MAX_CUSTOM_RULES = 200;

/** A word ends here: `codex_cli_rs` begins with `codex`, `codexical` does not. */
const END = '(?![a-z0-9])';

/**
 * A product with which a name or a user agent begins: what comes later is what the agent is made with or runs in. Only
 * browsers and those that pose as one put their own product behind `Mozilla/5.0`.
 */
const beginsWith = (family: string, product: string): AgentRule => ({
  family,
  name: `^(?:${product})`,
  userAgent: `^(?:mozilla/.*[ ;])?(?:${product})`,
});

/** The families known without a file; the first rule that applies is taken, so the narrower one comes first. */
export const AGENT_RULES: readonly AgentRule[] = [
  beginsWith('Claude Code', `claude[-_ ]?(?:code|cli)${END}|claude-user \\(claude-code${END}`),
  beginsWith('Claude', `(?:claude|claudeai|anthropic)${END}`),
  // OpenAI's shared client says behind its product which of theirs it calls for.
  beginsWith('Codex', `(?:openai[-_ ])?codex${END}|openai-mcp(?=/[^ ]+ \\(codex${END})`),
  beginsWith('GPT', `(?:openai|chatgpt)${END}|gpt(?:-[\\d.]+)?(?=$|[/ ])`),
  beginsWith('Gemini', `(?:google[-_ ])?gemini(?:[-_ ]?cli)?${END}`),
  beginsWith('Cursor', `cursor${END}`),
  beginsWith(
    'Copilot',
    `(?:(?:github|microsoft|xcode|eclipse|jetbrains-[a-z]+)[-_ ]?)?copilot(?:[-_ ]?chat)?${END}` +
      `|(?:microsoft )?visual[- ]studio(?:[- ]code(?:[- ]+insiders)?)?${END}` +
      '|vs ?code(?=$|[/ ])|code - (?:oss|insiders)',
  ),
  beginsWith('LangChain', `@?lang(?:chain|graph)(?:js)?${END}`),
  beginsWith('LlamaIndex', `@?llama[-_ ]?index(?:ts)?${END}`),
];

const RULE_FIELDS: readonly string[] = ['family', 'name', 'userAgent'] satisfies (keyof AgentRule)[];

/**
 * The rules of a file, in its order: a JSON array of objects `{ family, name, userAgent }`. Put before AGENT_RULES, they
 * win over the built-in ones.
 *
 * @param field what the file is called in an error
 * @throws InputError that names the place, e.g. `agents.json[2].name`, and what was expected there
 */
export function parseAgentRules(json: unknown, field: string): AgentRule[] {
  if (!Array.isArray(json) || json.length > MAX_CUSTOM_RULES) {
    throw new InputError(field, `expected an array of at most ${MAX_CUSTOM_RULES} rules`);
  }
  return json.map((rule, index) => parseRule(rule, `${field}[${index}]`));
}

function parseRule(json: unknown, place: string): AgentRule {
  if (!isJsonObject(json)) throw new InputError(place, 'expected an object with a family and a pattern');
  for (const key of Object.keys(json)) {
    if (RULE_FIELDS.includes(key)) continue;
    throw new InputError(`${place}.${key}`, `expected no field but ${RULE_FIELDS.join(', ')}`);
  }
  const rule: AgentRule = {
    family: parseFamily(json['family'], `${place}.family`),
    ...(json['name'] === undefined ? {} : { name: parsePattern(json['name'], `${place}.name`) }),
    ...(json['userAgent'] === undefined
      ? {}
      : { userAgent: parsePattern(json['userAgent'], `${place}.userAgent`) }),
  };
  if (rule.name === undefined && rule.userAgent === undefined) {
    throw new InputError(place, 'expected a pattern: name, userAgent or both');
  }
  return rule;
}

function parseFamily(json: unknown, place: string): string {
  if (typeof json === 'string' && json.trim() === json && json !== '') {
    if (json.length <= MAX_ID_LENGTH && isStorableText(json)) return json;
  }
  throw new InputError(
    place,
    `expected a text of 1 to ${MAX_ID_LENGTH} characters, with no blank at its ends`,
  );
}

function parsePattern(json: unknown, place: string): string {
  if (typeof json !== 'string' || json === '' || json.length > MAX_PATTERN_LENGTH) {
    throw new InputError(
      place,
      `expected a regular expression of 1 to ${MAX_PATTERN_LENGTH} characters, as a string`,
    );
  }
  try {
    new RegExp(json, 'i');
  } catch (error) {
    throw new InputError(place, `expected a regular expression: ${(error as SyntaxError).message}`);
  }
  return json;
}

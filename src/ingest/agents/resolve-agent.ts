import type { AgentRule } from './agent-rules.js';

/** An agent as it told of itself: MCP's `clientInfo` and the `User-Agent` of its requests. */
export interface GivenAgent {
  readonly name: string | null;
  readonly version: string | null;
  readonly userAgent: string | null;
}

/** What an agent is counted under. */
export interface ResolvedAgent {
  /** The family of the first rule that applies, else what the agent calls itself; null where it told nothing. */
  readonly family: string | null;
  /** The version of the agent itself, never that of a proxy or a library; null where it is not known. */
  readonly version: string | null;
}

/** A text that a rule is about, e.g. all of `claude-code/2.1.0 (cli)`. */
interface Match {
  readonly family: string;
  readonly version: string | null;
}

interface Patterns {
  readonly family: string;
  readonly name: RegExp | null;
  readonly userAgent: RegExp | null;
}

/** No pattern sees more of a text, in UTF-16 units: a custom one may take long. */
const MAX_TESTED_LENGTH = 2048;
/** Agents that are kept resolved; there are some dozens in the field, unless someone makes them up. */
const MAX_KEPT = 2048;

/** What a product is made of, so that `Claude/2.9` is one in `(KHTML, like Gecko) Claude/2.9;`. */
const IN_PRODUCT = /[^\s();,]/;
const VERSION = String.raw`/(v?\d[\w.+~-]{0,253})`;
const VERSION_OF_PRODUCT = new RegExp(VERSION);
/** A name that is written as a user agent is: product, version, and what follows behind a blank. */
const NAME_WITH_VERSION = new RegExp(String.raw`^(\S+?)${VERSION}(?=$|[\s(])`);
/** RFC 9110, section 10.1.5: the product comes first, a token of at most as many characters as a label has. */
const FIRST_PRODUCT = new RegExp(String.raw`^([\w.!#$%&'*+^|~\x60-]{1,255})(?:${VERSION})?`);
/** What a proxy such as mcp-remote puts behind the name of its client. */
const VIA_PROXY = /\s+\(via [^)]*\)$/;

/**
 * Tells which family an agent is of. Its name counts before its user agent: all rules are tried on the name, in their
 * order, and only where none applies on the user agent. What was resolved is kept, a bounded number of agents at most.
 */
export class AgentFamilies {
  readonly #rules: readonly Patterns[];
  readonly #kept = new Map<string, ResolvedAgent>();

  /** @throws SyntaxError for a pattern that is no regular expression */
  constructor(rules: readonly AgentRule[]) {
    this.#rules = rules.map(({ family, name, userAgent }) => ({
      family,
      name: name === undefined ? null : new RegExp(name, 'i'),
      userAgent: userAgent === undefined ? null : new RegExp(userAgent, 'i'),
    }));
  }

  /** The agent's family and version. An empty or blank text is none. */
  resolve(agent: GivenAgent): ResolvedAgent {
    const { name, version, userAgent } = agent;
    // The lengths keep apart what the texts alone would run together.
    const key = `${name?.length ?? 0},${version?.length ?? 0},${name ?? ''}${version ?? ''}${userAgent ?? ''}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const resolved = this.#resolve(name?.trim() ?? '', version?.trim() ?? '', userAgent?.trim() ?? '');
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(key, resolved);
    return resolved;
  }

  #resolve(name: string, version: string, userAgent: string): ResolvedAgent {
    const own = matchUnknown(name);
    const known = this.#match('userAgent', userAgent);
    const named = this.#match('name', name) ?? (known === null ? own : null);
    const sent = known ?? matchProduct(userAgent);
    const family = named?.family ?? sent?.family ?? null;
    if (version !== '') return { family, version };
    const isItself = sent !== null && [family, own?.family].some((word) => isSame(sent.family, word));
    return { family, version: named?.version ?? (isItself ? sent.version : null) };
  }

  #match(by: 'name' | 'userAgent', text: string): Match | null {
    if (text === '') return null;
    const tested = text.slice(0, MAX_TESTED_LENGTH);
    for (const rule of this.#rules) {
      const match = rule[by]?.exec(tested);
      if (match == null) continue;
      return { family: rule.family, version: versionAt(tested, lastOf(match)) };
    }
    return null;
  }
}

/** Where the last character of a match stands; a match of nothing is taken for the one behind it. */
function lastOf(match: RegExpExecArray): number {
  return match.index + Math.max(match[0].length, 1) - 1;
}

/** The version of the product around a place of a text. */
function versionAt(text: string, place: number): string | null {
  if (!IN_PRODUCT.test(text.charAt(place))) return null;
  let start = place;
  while (start > 0 && IN_PRODUCT.test(text.charAt(start - 1))) start -= 1;
  let stop = place;
  while (stop < text.length && IN_PRODUCT.test(text.charAt(stop))) stop += 1;
  return VERSION_OF_PRODUCT.exec(text.slice(start, stop))?.[1] ?? null;
}

/** A name that no rule knows stands for itself, less the release and the proxy: they would split the family. */
function matchUnknown(name: string): Match | null {
  if (name === '') return null;
  const [, product, version = null] = NAME_WITH_VERSION.exec(name) ?? [];
  return { family: product ?? name.replace(VIA_PROXY, ''), version };
}

function matchProduct(userAgent: string): Match | null {
  const [, product, version = null] = FIRST_PRODUCT.exec(userAgent) ?? [];
  return product === undefined ? null : { family: product, version };
}

function isSame(product: string, word: string | null | undefined): boolean {
  return product.toLowerCase() === word?.toLowerCase();
}

import { findProvider } from '@pydantic/genai-prices';

/**
 * Other names of a provider, beside the id that the price list gives it: what OpenTelemetry's `gen_ai.provider.name`,
 * LiteLLM, LangChain and the AI SDKs write. Folded, see `folded`.
 */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  aws: ['amazon', 'amazon-bedrock', 'aws-bedrock', 'bedrock', 'bedrock-converse'],
  azure: ['azure-ai', 'azure-ai-inference', 'azure-ai-openai', 'azure-openai'],
  fireworks: ['fireworks-ai'],
  'github-copilot': ['copilot'],
  google: [
    'gcp',
    'gcp-gemini',
    'gcp-gen-ai',
    'gcp-vertex-ai',
    'gemini',
    'google-gemini',
    'google-genai',
    'google-gla',
    'google-vertex',
    'google-vertex-ai',
    'google-vertexai',
    'vertex',
    'vertex-ai',
    'vertexai',
  ],
  mistral: ['mistral-ai', 'mistralai'],
  moonshotai: ['moonshot', 'moonshot-ai'],
  perplexity: ['perplexity-ai'],
  together: ['together-ai', 'togetherai'],
  voyageai: ['voyage', 'voyage-ai'],
  'x-ai': ['xai'],
  zai: ['z-ai'],
};

const ID_BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(OTHER_NAMES).flatMap(([id, names]) => names.map((name): [string, string] => [name, id])),
);

/**
 * The price list's id of the provider that an event names, null if the list does not have it. Case, and whether words
 * are joined by `-`, `_`, `.` or a space, make no difference.
 *
 * The list's own matching is not asked: it takes any name that contains `openai` for OpenAI, so that somebody's
 * `openai-compatible-proxy` would be charged at OpenAI's prices.
 */
export function providerId(name: string): string | null {
  const plain = name.trim().toLowerCase();
  const words = folded(plain);
  const candidates = [plain, ID_BY_NAME.get(words) ?? words];
  return candidates.find((id) => findProvider({ providerId: id })?.id === id) ?? null;
}

/** Words joined by `-`. */
function folded(name: string): string {
  return name.replaceAll(/[\s._-]+/g, '-');
}

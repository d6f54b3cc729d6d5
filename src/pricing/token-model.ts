import { calcPrice, findProvider, type ModelInfo, type Provider } from '@pydantic/genai-prices';
import { providerId } from './token-provider.js';

/** A model of the price list. */
export interface ListedModel {
  /** Whose list it stands in, and its id there: `anthropic/claude-sonnet-4-5`. */
  readonly name: string;
  readonly prices: ModelInfo['prices'];
}

/**
 * The model of the price list that an event names, null if there is none. How names match, dated ones and aliases among
 * them, is the list's to say; so is the provider where the event names none. A provider that the list does not have is
 * not replaced by another one. Takes some 10 to 100 µs, for the list is searched through.
 */
export function findModel(provider: string | null, model: string): ListedModel | null {
  const id = provider === null ? null : providerId(provider);
  if (provider !== null && id === null) return null;
  // Without usage it only matches; which price holds at what time is another question, so any time will do.
  const match = calcPrice({}, model, { timestamp: new Date(0), ...(id === null ? {} : { providerId: id }) });
  if (match === null) return null;
  return {
    name: `${sellerOf(match.model, match.provider).id}/${match.model.id}`,
    prices: match.model.prices,
  };
}

/**
 * Whose list a matched model stands in: the list says of some providers, Azure among them, that what they do not list
 * themselves costs as much as at another one.
 */
function sellerOf(model: ModelInfo, provider: Provider): Provider {
  if (provider.models.includes(model)) return provider;
  const others = (provider.fallback_model_providers ?? []).map((id) => findProvider({ providerId: id }));
  return others.find((other) => other?.models.includes(model)) ?? provider;
}

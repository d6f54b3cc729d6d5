import { parseDecimal } from '../ingest/decimal.js';
import type { LogEvent } from '../feed/log-event.js';

/** Longer numbers are not searched: JavaScript would not have all of their digits. */
const MOST_DIGITS = 15;

/**
 * The texts of an event that a search looks into, each by itself: message, type, actor, and the values of the attributes
 * at any depth, but for their keys: strings, and numbers of up to 15 characters as plain decimals. In SQL that is
 * `tenant.attribute_texts`.
 */
export function searchTexts({ message, type, actor, attributes }: LogEvent): string[] {
  const texts = [message, type, ...(actor === null ? [] : [actor])];
  collect(attributes, texts);
  return texts;
}

function collect(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (typeof value === 'number') {
    const text = parseDecimal(value);
    if (text !== null && text.length <= MOST_DIGITS) texts.push(text);
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) collect(member, texts);
  }
}

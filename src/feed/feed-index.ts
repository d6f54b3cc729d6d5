import type { FeedFilter, FeedTrait } from './feed.js';
import type { LogEvent } from './log-event.js';

type Field = FeedTrait['field'];

/** Filters by what their events have, so that an event costs the filters that it may match, not all of them. */
export class FeedIndex<Item extends Pick<FeedFilter, 'matches' | 'trait'>> {
  readonly #byValue = new Map<Field, Map<string, Set<Item>>>();
  readonly #untold = new Set<Item>();

  add(item: Item): void {
    if (item.trait === null) {
      this.#untold.add(item);
      return;
    }
    const { field, values } = item.trait;
    let ofField = this.#byValue.get(field);
    if (ofField === undefined) this.#byValue.set(field, (ofField = new Map<string, Set<Item>>()));
    for (const value of values) {
      const present = ofField.get(value);
      if (present === undefined) ofField.set(value, new Set([item]));
      else present.add(item);
    }
  }

  delete(item: Item): void {
    if (item.trait === null) {
      this.#untold.delete(item);
      return;
    }
    const { field, values } = item.trait;
    const ofField = this.#byValue.get(field);
    for (const value of values) {
      const present = ofField?.get(value);
      present?.delete(item);
      if (present?.size === 0) ofField?.delete(value);
    }
    if (ofField?.size === 0) this.#byValue.delete(field);
  }

  /** Calls with every filter that an event matches. */
  forEachMatch(event: LogEvent, call: (item: Item) => void): void {
    for (const item of this.#untold) if (item.matches(event)) call(item);
    for (const [field, ofField] of this.#byValue) {
      const value = event[field];
      const items = value === null ? undefined : ofField.get(value);
      if (items !== undefined) for (const item of items) if (item.matches(event)) call(item);
    }
  }
}

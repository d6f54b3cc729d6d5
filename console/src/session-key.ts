import { parseHeaders, sendable } from './headers-text.js';
import type { TabStorage } from './tab-storage.js';

const KEPT = 'gaugeway:key';
const CREDENTIALS = ['authorization', 'x-api-key'];

/**
 * Keeps a key for the pages of this browser tab, and puts it into GraphiQL's tabs. It ends with the browser tab.
 */
export function keepKey(key: string, storage: TabStorage, session: Storage): void {
  session.setItem(KEPT, key);
  storage.adoptKey(key);
}

/** The key that was kept in this browser tab, or null. */
export function keptKey(session: Storage): string | null {
  return session.getItem(KEPT);
}

/**
 * The headers that say who asks: those of GraphiQL's active tab, where a user may have changed them since, else the
 * kept key. Null where there is neither.
 */
export function sessionCredentials(storage: TabStorage, session: Storage): Record<string, string> | null {
  const headers = Object.entries(sendable(parseHeaders(storage.getItem('graphiql:headers'))));
  const shown = headers.filter(([name]) => CREDENTIALS.includes(name.toLowerCase()));
  if (shown.length > 0) return Object.fromEntries(shown);
  const key = keptKey(session);
  return key === null ? null : { Authorization: `Bearer ${key}` };
}

import type { StorageAPI } from '@graphiql/toolkit';
import { withKey } from './headers-text.js';

type GraphiqlStorage = NonNullable<StorageAPI['storage']>;
type Fields = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

interface Tab {
  query: string | null;
  variables: string | null;
  headers: string | null;
}

const NAMESPACE = 'graphiql:';
const TABS = `${NAMESPACE}tabState`;
const HISTORY = [`${NAMESPACE}queries`, `${NAMESPACE}favorites`];
const EDITORS: ReadonlyMap<string, keyof Tab> = new Map([
  [`${NAMESPACE}query`, 'query'],
  [`${NAMESPACE}variables`, 'variables'],
  [`${NAMESPACE}headers`, 'headers'],
]);

/**
 * Where GraphiQL keeps what a user typed. Headers hold keys, so they go to the session's storage only: they survive
 * a reload and end with the browser tab. Tabs and history go to the local storage without their headers (by itself
 * GraphiQL writes headers into its history even where it is told not to persist them).
 *
 * GraphiQL also keeps the text of the editors a second time, beside the tabs, and opens one more tab when the two
 * differ; here the active tab is the only copy, and those keys read from it.
 */
export class TabStorage implements GraphiqlStorage {
  constructor(
    private readonly local: Storage,
    private readonly session: Storage,
  ) {}

  getItem(key: string): string | null {
    const editor = EDITORS.get(key);
    if (editor !== undefined) return this.activeTab()?.[editor] ?? null;
    return (key === TABS ? this.session.getItem(key) : null) ?? this.local.getItem(key);
  }

  setItem(key: string, value: string): void {
    if (EDITORS.has(key)) return;
    if (key === TABS) this.session.setItem(key, value);
    const secret = key === TABS || HISTORY.includes(key);
    this.local.setItem(key, secret ? withoutHeaders(value) : value);
  }

  removeItem(key: string): void {
    for (const fields of this.both) fields.removeItem(key);
  }

  clear(): void {
    for (const key of this.keys()) this.removeItem(key);
  }

  get length(): number {
    return this.keys().length;
  }

  /** Puts a key into every stored tab, in place of the credential that is there. */
  adoptKey(key: string): void {
    const stored = this.tabs();
    if (stored === null) return;
    const tabs = stored.tabs.map((tab) => ({ ...tab, headers: withKey(tab.headers, key) }));
    this.setItem(TABS, JSON.stringify({ ...stored, tabs }));
  }

  private get both(): readonly Fields[] {
    return [this.session, this.local];
  }

  private keys(): string[] {
    const keys = [...Object.keys(this.session), ...Object.keys(this.local)];
    return [...new Set(keys)].filter((key) => key.startsWith(NAMESPACE));
  }

  private activeTab(): Tab | undefined {
    const stored = this.tabs();
    return stored?.tabs[stored.activeTabIndex];
  }

  private tabs(): { tabs: Tab[]; activeTabIndex: number } | null {
    try {
      const stored = JSON.parse(this.getItem(TABS) ?? 'null') as {
        tabs?: Tab[];
        activeTabIndex?: number;
      } | null;
      if (!Array.isArray(stored?.tabs)) return null;
      return { ...stored, tabs: stored.tabs, activeTabIndex: stored.activeTabIndex ?? 0 };
    } catch {
      return null;
    }
  }
}

function withoutHeaders(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value: unknown) => (key === 'headers' ? null : value));
}

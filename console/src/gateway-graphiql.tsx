import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useMemo } from 'react';
import { examples } from './examples/index.js';
import { FollowKey } from './follow-key.js';
import { FollowSystemTheme } from './follow-system-theme.js';
import { gatewayFetcher } from './fetcher.js';
import { headersText, parseHeaders } from './headers-text.js';
import icon from './icon.svg';
import type { TabStorage } from './tab-storage.js';

const plugins = [HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];

interface Props {
  storage: TabStorage;
  /** The key of the link that opened the page, or of the page before; every tab starts with it. */
  knownKey: string | null;
}

/** GraphiQL on this gateway: its endpoint, its examples on the first visit, and one key for all tabs. */
export function GatewayGraphiql({ storage, knownKey }: Props) {
  const defaultHeaders = headersText(knownKey ?? undefined);
  const fetcher = useMemo(
    () => gatewayFetcher(() => parseHeaders(storage.getItem('graphiql:headers') ?? defaultHeaders)),
    [storage, defaultHeaders],
  );
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      plugins={plugins}
      defaultTabs={examples.map((query) => ({ query, headers: defaultHeaders }))}
      defaultHeaders={defaultHeaders}
      defaultEditorToolsVisibility="headers"
      shouldPersistHeaders
      schemaDescription
      inputValueDeprecation
    >
      <GraphiQL.Logo>
        <a className="gateway-logo" href="/graphiql">
          <img src={icon} alt="" width="22" height="22" />
          Gaugeway
        </a>
        <a className="gateway-page" href="/live">
          Live events
        </a>
      </GraphiQL.Logo>
      <FollowKey />
      <FollowSystemTheme />
    </GraphiQL>
  );
}

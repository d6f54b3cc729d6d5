import type { Principal } from './auth/principal.js';
import type { Feed } from './feed/feed.js';
import type { Ingestor } from './ingest/ingestor.js';
import type { Prices } from './ingest/prices/prices.js';
import type { Loaders } from './loaders/loaders.js';
import type { SavedReports } from './saved-reports/saved-reports.js';
import type { Alerts } from './watch/alerts.js';

/** What a resolver gets: who asks, and the rooms below. Made anew for each operation, on both transports alike. */
export interface RequestContext {
  readonly principal: Principal;
  readonly loaders: Loaders;
  readonly ingestor: Ingestor;
  readonly prices: Prices;
  readonly alerts: Alerts;
  readonly savedReports: SavedReports;
  readonly feed: Feed;
}

import type { FeedRequest } from '../../../src/feed/feed.js';

/** All events that come from now on. */
export const ALL: FeedRequest = {
  after: null,
  replay: 0,
  progressMs: null,
  trait: null,
  key: '',
  matches: () => true,
};

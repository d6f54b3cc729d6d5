import { takeKeyFromFragment } from '../key-link.js';
import { keepKey, sessionCredentials } from '../session-key.js';
import { socketUrl } from '../socket-url.js';
import { TabStorage } from '../tab-storage.js';
import { zoneOffset } from './clock.js';
import { element } from './element.js';
import { LivePage } from './live-page.js';
import { followTheme } from './theme.js';

const storage = new TabStorage(localStorage, sessionStorage);
const keep = (key: string): void => keepKey(key, storage, sessionStorage);
/** Keeps the key of the link that led here; tells whether there was one. */
const keepLinkedKey = (): boolean => {
  const key = takeKeyFromFragment(window.location, window.history);
  if (key !== null) keep(key);
  return key !== null;
};
keepLinkedKey();

followTheme(element('theme', HTMLButtonElement));
element('time-head', HTMLElement).textContent = `Time (${zoneOffset(new Date())})`;
const page = new LivePage(
  { credentials: () => sessionCredentials(storage, sessionStorage), keep },
  socketUrl(),
);
// A link with a key that is opened on the open page loads nothing anew.
window.addEventListener('hashchange', () => {
  if (keepLinkedKey()) page.begin();
});

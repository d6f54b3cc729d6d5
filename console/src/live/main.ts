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
const linkedKey = takeKeyFromFragment(window.location, window.history);
if (linkedKey !== null) keep(linkedKey);

followTheme(element('theme', HTMLButtonElement));
element('time-head', HTMLElement).textContent = `Time (${zoneOffset(new Date())})`;
new LivePage({ credentials: () => sessionCredentials(storage, sessionStorage), keep }, socketUrl());

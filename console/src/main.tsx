import '@graphiql/react/setup-workers/vite';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/plugin-explorer/style.css';
import 'graphiql/graphiql.css';
import './page.css';
import { createRoot } from 'react-dom/client';
import { GatewayGraphiql } from './gateway-graphiql.js';
import { takeKeyFromFragment } from './key-link.js';
import { keepKey, keptKey } from './session-key.js';
import { TabStorage } from './tab-storage.js';

const storage = new TabStorage(localStorage, sessionStorage);
const linkedKey = takeKeyFromFragment(window.location, window.history);
if (linkedKey !== null) keepKey(linkedKey, storage, sessionStorage);

const root = document.getElementById('root');
if (root === null) throw new Error('graphiql.html has no #root');
createRoot(root).render(
  <GatewayGraphiql storage={storage} knownKey={linkedKey ?? keptKey(sessionStorage)} />,
);

import { useCallback, useMemo, useState } from 'react';
import { Dashboard } from './dashboard.js';
import { KeyForm } from './key-form.js';

const KEPT = 'gaugeway-dashboard:key';

/** Asks for a key, keeps it for this browser tab, and shows the dashboard with it until the gateway refuses it. */
export function App() {
  const [key, setKey] = useState(() => sessionStorage.getItem(KEPT));
  const [refusal, setRefusal] = useState<string | null>(null);
  const gateway = useMemo(() => (key === null ? null : { url: window.location.origin, key }), [key]);

  const keep = (given: string) => {
    sessionStorage.setItem(KEPT, given);
    setRefusal(null);
    setKey(given);
  };
  const forget = useCallback((why: string | null) => {
    sessionStorage.removeItem(KEPT);
    setRefusal(why);
    setKey(null);
  }, []);

  if (gateway === null) return <KeyForm refusal={refusal} onKey={keep} />;
  return <Dashboard key={gateway.key} gateway={gateway} onRefused={forget} />;
}

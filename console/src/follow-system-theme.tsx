import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

/**
 * Repaints the editors when the system turns dark or light while the page is open. GraphiQL asks the system only
 * once; its style sheet follows at once, which would leave light text on a light page. Renders nothing.
 */
export function FollowSystemTheme() {
  const { theme } = useGraphiQL(pick('theme'));
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    if (theme !== null) return;
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const repaint = () => setTheme(null);
    system.addEventListener('change', repaint);
    return () => system.removeEventListener('change', repaint);
  }, [theme, setTheme]);
  return null;
}

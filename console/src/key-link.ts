/** The characters of RFC 6750's bearer token. Anything else in a link is not a key and must not reach a header. */
const KEY = /^[\w.~+/-]+=*$/;

/**
 * Takes the key out of a link such as `/graphiql#key=gw_...` (the gateway prints one for the demo) and removes the
 * fragment from the address bar and the history entry, so that a bookmark or a screenshot does not carry the key.
 * A fragment is never sent to a server.
 *
 * @returns the key, or null where the link has none
 */
export function takeKeyFromFragment(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState' | 'state'>,
): string | null {
  const fragment = new URLSearchParams(location.hash.slice(1).replaceAll('+', '%2B'));
  const key = fragment.get('key');
  if (key === null) return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  return KEY.test(key) ? key : null;
}

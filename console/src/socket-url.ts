/** Where the gateway of this page speaks graphql-transport-ws. */
export function socketUrl(): URL {
  const url = new URL('/graphql', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}

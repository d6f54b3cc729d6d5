/** What stands for the key until the user has given one. A header that holds it is never sent. */
const PLACEHOLDER = '<your key>';

/** The text of the headers editor for a key, or with the placeholder. */
export function headersText(key: string = PLACEHOLDER): string {
  return `{ "Authorization": "Bearer ${key}" }`;
}

/** The headers that a text stands for; none where it is blank or no JSON object (the editor underlines the fault). */
export function parseHeaders(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/**
 * The headers as they go out, over HTTP and as connection parameters alike: strings, and without the placeholder,
 * so that a page without a key asks anonymously instead of with a key that cannot be right.
 */
export function sendable(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => !value.includes(PLACEHOLDER)));
}

/** Whether a text holds nothing of the user's: it is blank, or the placeholder is still in it. */
export function isUntouched(text: string): boolean {
  return text.trim() === '' || text.includes(PLACEHOLDER);
}

/** The text with this key as its only credential; other headers stay as they are. */
export function withKey(text: string | null, key: string): string {
  const others = Object.entries(parseHeaders(text)).filter(
    ([name]) => !['authorization', 'x-api-key'].includes(name.toLowerCase()),
  );
  if (others.length === 0) return headersText(key);
  return JSON.stringify({ Authorization: `Bearer ${key}`, ...Object.fromEntries(others) }, null, 2);
}

/** A query of the Infinity data source, as far as the dashboard uses it. */
export interface Target {
  readonly refId: string;
  readonly type: 'json' | 'graphql';
  readonly parser: string;
  readonly source: string;
  readonly format: string;
  readonly url: string;
  readonly url_options: {
    readonly method: 'GET' | 'POST';
    readonly params?: readonly { readonly key: string; readonly value: string }[];
    readonly body_type?: string;
    readonly body_graphql_query?: string;
  };
  readonly root_selector: string;
  readonly columns: readonly { readonly selector: string; readonly text: string; readonly type: string }[];
}

/** Values of variables: a list where one may choose several. */
export type Variables = Readonly<Record<string, string | readonly string[]>>;
/** The range of a dashboard, epoch milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What the browser does: `${name}`, `${name:format}` and `$name` of the variables that there are. */
function withVariables(text: string, variables: Variables): string {
  return text.replace(
    /\$\{(\w+)(?::(\w+))?\}|\$(\w+)/g,
    (whole, braced?: string, format?: string, plain?: string) => {
      const value = variables[braced ?? plain ?? ''];
      if (value === undefined) return whole;
      const values = typeof value === 'string' ? [value] : value;
      switch (format) {
        case 'csv':
          return values.join(',');
        case 'json':
          return JSON.stringify(value);
        case undefined:
          return values.length === 1 ? String(values[0]) : `{${values.join(',')}}`;
        default:
          throw new Error(`a format that is not read here: ${whole}`);
      }
    },
  );
}

/** What the plugin's backend does then. */
const withMacros = (text: string, { from, to }: Range): string =>
  text.replaceAll('${__timeFrom}', String(from)).replaceAll('${__timeTo}', String(to)).trim();

/** A text of a query as it is sent; throws for what neither the browser nor the plugin knows. */
function sent(text: string, variables: Variables, range: Range): string {
  const written = withMacros(withVariables(text, variables), range);
  if (/\$\w|\$\{/.test(written)) throw new Error(`not everything is known in ${written}`);
  return written;
}

/** The request that a query becomes, without its credentials. */
export function requestOf(target: Target, base: string, variables: Variables, range: Range): Request {
  const { method, params = [], body_type, body_graphql_query } = target.url_options;
  const url = new URL(base + sent(target.url, variables, range));
  for (const { key, value } of params) url.searchParams.append(key, sent(value, variables, range));
  const headers = { accept: 'application/json;q=0.9,text/plain', 'accept-encoding': 'gzip' };
  if (method === 'GET') return new Request(url, { headers });
  if (body_type !== 'graphql') throw new Error(`a body that is not read here: ${body_type}`);
  return new Request(url, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    // Without variables the plugin sends null.
    body: JSON.stringify({ query: sent(body_graphql_query ?? '', variables, range), variables: null }),
  });
}

/** What a selector finds: names and places with points between. Undefined where there is nothing, not even null. */
export function select(value: unknown, selector: string): unknown {
  return selector
    .split('.')
    .reduce<unknown>(
      (found, step) =>
        typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[step] : undefined,
      value,
    );
}

/** Whether a cell is read as a column's type. */
export function reads(cell: unknown, type: string): boolean {
  switch (type) {
    case 'number':
      return (typeof cell === 'number' || typeof cell === 'string') && Number.isFinite(Number(cell));
    case 'timestamp':
      return typeof cell === 'string' && !Number.isNaN(Date.parse(cell));
    case 'string':
      return typeof cell === 'string';
    default:
      throw new Error(`a type that is not read here: ${type}`);
  }
}

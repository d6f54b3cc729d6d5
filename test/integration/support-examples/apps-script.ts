import { createContext, runInContext } from 'node:vm';
import { connectorService, type UserError } from './data-studio.js';

/** A request that a script made of UrlFetchApp. */
export interface Fetched {
  readonly url: string;
  readonly options: FetchOptions;
}
interface FetchOptions {
  readonly method?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string;
  readonly muteHttpExceptions?: boolean;
}
interface Answer {
  readonly status: number;
  readonly text: string;
}

const OPTIONS = ['method', 'contentType', 'headers', 'payload', 'muteHttpExceptions'];

/**
 * Runs the functions of an Apps Script file, with stand-ins for the services that it uses. UrlFetchApp answers at once,
 * which no promise does: a call is run again from its beginning, with what was answered so far, until nothing is
 * missing. What it keeps counts from its last run.
 */
export class AppsScript {
  /** What was asked for, over all calls. */
  readonly requests: Fetched[] = [];
  readonly user = new Map<string, string>();
  readonly cache = new Map<string, string>();

  constructor(
    private readonly code: string,
    private readonly script: ReadonlyMap<string, string>,
  ) {}

  /**
   * Calls a function with a request, both as JSON.
   * @throws UserError for what the script tells its user
   */
  async call(name: string, request: unknown = {}): Promise<unknown> {
    const answers: Answer[] = [];
    for (;;) {
      const user = new Map(this.user);
      const cache = new Map(this.cache);
      const missing: Fetched[] = [];
      let next = 0;
      const services = {
        ...connectorService(),
        PropertiesService: {
          getScriptProperties: () => store(new Map(this.script)),
          getUserProperties: () => store(user),
        },
        CacheService: { getUserCache: () => cacheOf(cache) },
        Utilities: { formatDate },
        UrlFetchApp: {
          fetch: (url: string, options: FetchOptions) => {
            const unknown = Object.keys(options).filter((option) => !OPTIONS.includes(option));
            if (unknown.length > 0) throw new Error(`UrlFetchApp knows no ${unknown.join(', ')}`);
            const answer = answers[next++];
            if (answer !== undefined) return responseOf(answer, options);
            missing.push(structured({ url, options }));
            throw new Error('not answered yet');
          },
        },
      };
      let result: { readonly value: unknown } | { readonly error: unknown };
      try {
        const context = createContext(services);
        runInContext(this.code, context, { filename: 'Code.js' });
        const value: unknown = runInContext(`${name}(${JSON.stringify(request)})`, context);
        result = { value: value === undefined ? undefined : structured(value) };
      } catch (error) {
        result = { error };
      }
      const [asked] = missing;
      if (asked === undefined) {
        this.keep(user, cache);
        if ('error' in result) throw result.error as UserError;
        return result.value;
      }
      this.requests.push(asked);
      answers.push(await answered(asked));
    }
  }

  private keep(user: ReadonlyMap<string, string>, cache: ReadonlyMap<string, string>): void {
    this.user.clear();
    this.cache.clear();
    for (const [name, value] of user) this.user.set(name, value);
    for (const [name, value] of cache) this.cache.set(name, value);
  }
}

/** Plain values of this realm. */
const structured = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

async function answered({ url, options }: Fetched): Promise<Answer> {
  const response = await fetch(url, {
    method: (options.method ?? 'get').toUpperCase(),
    headers: {
      ...options.headers,
      ...(options.contentType === undefined ? {} : { 'content-type': options.contentType }),
    },
    ...(options.payload === undefined ? {} : { body: options.payload }),
  });
  return { status: response.status, text: await response.text() };
}

function responseOf({ status, text }: Answer, { muteHttpExceptions = false }: FetchOptions): object {
  if (status >= 400 && !muteHttpExceptions) throw new Error(`Request failed, returned code ${status}`);
  return { getResponseCode: () => status, getContentText: () => text };
}

function store(values: Map<string, string>): object {
  return {
    getProperty: (name: string) => values.get(name) ?? null,
    setProperty: (name: string, value: string) => void values.set(name, value),
    deleteProperty: (name: string) => void values.delete(name),
  };
}

function cacheOf(values: Map<string, string>): object {
  return {
    get: (name: string) => values.get(name) ?? null,
    put: (name: string, value: string, seconds: number) => {
      if (value.length > 100_000) throw new Error('Argument too large: value');
      if (seconds > 21_600) throw new Error('expiration: at most six hours');
      values.set(name, value);
    },
    remove: (name: string) => void values.delete(name),
  };
}

/** A date by a pattern of the letters yyyy MM dd HH mm ss, in a zone. */
function formatDate(date: Date, timeZone: string, pattern: string): string {
  const style = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  const written = new Intl.DateTimeFormat('sv-SE', { timeZone, ...style, second: '2-digit' }).format(
    date.getTime(),
  );
  const [year, month, day, hour, minute, second] = written.split(/\D+/);
  const parts = { yyyy: year, MM: month, dd: day, HH: hour, mm: minute, ss: second };
  return Object.entries(parts).reduce((text, [letters, part]) => text.replace(letters, part ?? ''), pattern);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { packageRoot } from '../../src/package-root.js';

/** A parameter of a query string or a path. */
export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly required?: boolean;
  readonly explode?: boolean;
  readonly schema: { readonly type?: unknown; readonly enum?: readonly string[] };
}

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

/** An operation, as far as a test reads it. */
export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly object[];
  readonly requestBody?: { readonly content: NonNullable<Answer['content']> };
  readonly responses: Readonly<Record<string, object>>;
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** The committed description. */
export const readDescription = (): Document =>
  JSON.parse(readFileSync(join(packageRoot(), 'schema', 'openapi.json'), 'utf8')) as Document;

/** A description that answers and bodies are held against. */
export class Description {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(readonly document: Document) {
    ajvFormats.default(this.#ajv);
    this.#ajv.addFormat('decimal', /^-?\d+(\.\d+)?$/);
    this.#ajv.addSchema({ ...document, $id: 'openapi' });
  }

  /** What a reference leads to. */
  resolved<T>(node: object): T {
    if (!('$ref' in node)) return node as T;
    const steps = String(node.$ref).slice('#/'.length).split('/');
    return steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], this.document) as T;
  }

  operation(path: string, method: string): Operation {
    const found = this.document.paths[path]?.[method];
    if (found === undefined) throw new Error(`${method} ${path} is not described`);
    return found;
  }

  parameters(path: string, method: string): Parameter[] {
    return (this.operation(path, method).parameters ?? []).map((one) => this.resolved<Parameter>(one));
  }

  /** What is wrong with a named schema's instance. */
  faultsOf(name: string, value: unknown): string[] {
    return this.#faults({ $ref: `openapi#/components/schemas/${name}` }, value);
  }

  /** What is wrong with an answer: its status, its type and its body, by the description of the operation. */
  async answerFaults(path: string, method: string, response: Response): Promise<string[]> {
    const { responses } = this.operation(path, method);
    const described = responses[String(response.status)];
    if (described === undefined) return [`status ${response.status}: ${await response.text()}`];
    const { content } = this.resolved<Answer>(described);
    const type = response.headers.get('content-type')?.replace(/;.*$/, '') ?? '';
    if (content === undefined) return (await response.text()) === '' ? [] : ['a body'];
    const media = content[type];
    if (media === undefined) return [`type ${type}`];
    return type === 'application/json' ? this.#faults(media.schema, await response.json()) : [];
  }

  #faults(schema: object, value: unknown): string[] {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object;
    const validate: ValidateFunction = this.#ajv.compile(absolute);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${String(message)}`);
  }
}

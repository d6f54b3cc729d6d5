import {
  execute,
  getOperationAST,
  getVariableValues,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import {
  compilable,
  compileOperation,
  VALUE_TYPE,
  type Compilable,
  type CompiledOperation,
} from './compiled-operation.js';
import { writeOut } from './written-out.js';

/** How much is compiled. */
export interface ExecutorOptions {
  /** Most operations whose runs are counted or that are compiled; the one unused for longest goes first. */
  readonly countedOperations: number;
  /** Most fields of the compiled ones together. */
  readonly compiledFields: number;
}

/** An operation that has been run. */
interface Known {
  runs: number;
  /** The variables of its directives; null if it is not to be compiled. */
  conditions: readonly string[] | null;
  /** Compiled for some values of these variables; null what cannot be. */
  readonly variants: Map<string, CompiledOperation | null>;
}

/** What is asked once is not worth the compiler's time. */
const COMPILED_AT_RUN = 2;
/** Variables in directives double the variants. */
const MOST_CONDITIONS = 3;
/** As execution does. */
const MOST_VARIABLE_ERRORS = 50;

/**
 * Executes operations of valid documents as graphql-js does, those that come again as compiled code. What cannot be
 * compiled, or has an argument at fault, is left to graphql-js.
 */
export class Executor {
  readonly #schema: GraphQLSchema;
  readonly #compilable: Compilable;
  readonly #options: ExecutorOptions;
  /** In order of use, oldest first. */
  readonly #known = new Map<OperationDefinitionNode, Known>();
  #fields = 0;

  constructor(schema: GraphQLSchema, options: ExecutorOptions) {
    this.#schema = schema;
    this.#compilable = compilable(schema);
    this.#options = options;
  }

  /** Fields of all compiled operations. */
  get compiledFields(): number {
    return this.#fields;
  }

  /** The result of an operation, errors of its resolvers included. Throws only what graphql-js would. */
  execute(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> {
    const operation = getOperationAST(args.document, args.operationName);
    if (operation == null) return execute(args);
    const known = this.#use(operation, args.document);
    if (known.conditions === null || known.runs < COMPILED_AT_RUN) return execute(args);
    const { coerced, errors } = getVariableValues(
      this.#schema,
      operation.variableDefinitions ?? [],
      args.variableValues ?? {},
      { maxErrors: MOST_VARIABLE_ERRORS },
    );
    if (errors !== undefined) return { errors };
    const compiled = this.#variant(known, known.conditions, operation, args.document, coerced);
    return compiled?.run(args.contextValue, coerced) ?? execute(args);
  }

  #use(operation: OperationDefinitionNode, document: DocumentNode): Known {
    const known = this.#known.get(operation);
    if (known !== undefined) {
      known.runs += 1;
      this.#known.delete(operation);
      this.#known.set(operation, known);
      return known;
    }
    const conditions = conditionsOf(document);
    const made: Known = {
      runs: 1,
      conditions: conditions.length > MOST_CONDITIONS ? null : conditions,
      variants: new Map(),
    };
    this.#known.set(operation, made);
    this.#shrink();
    return made;
  }

  #variant(
    { variants }: Known,
    conditions: readonly string[],
    operation: OperationDefinitionNode,
    document: DocumentNode,
    coerced: Record<string, unknown>,
  ): CompiledOperation | null {
    const values = conditions.map((name) => coerced[name]);
    if (values.some((value) => typeof value !== 'boolean')) return null;
    const key = values.join();
    const present = variants.get(key);
    if (present !== undefined) return present;
    const written = writeOut(this.#schema, document, operation, coerced, VALUE_TYPE);
    const compiled = written === null ? null : compileOperation(this.#compilable, written);
    variants.set(key, compiled);
    this.#fields += compiled?.size ?? 0;
    this.#shrink();
    return compiled;
  }

  #shrink(): void {
    const { countedOperations, compiledFields } = this.#options;
    for (const [operation, { variants }] of this.#known) {
      if (this.#known.size <= countedOperations && this.#fields <= compiledFields) return;
      this.#known.delete(operation);
      for (const compiled of variants.values()) this.#fields -= compiled?.size ?? 0;
    }
  }
}

/** The variables that decide about parts of a document. */
function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

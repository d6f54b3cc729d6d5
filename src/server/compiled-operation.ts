import { GraphQLScalarType, GraphQLSchema, isLeafType, type ExecutionResult } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { locatedErrors, Untold } from './located-errors.js';
import { valuesFor, type WrittenOut } from './written-out.js';

/** An operation as a JavaScript function. */
export interface CompiledOperation {
  /** Fields in it: what it takes of memory is proportional. */
  readonly size: number;
  /**
   * Runs it with the coerced variables of the operation as it was sent. Null, and nothing was run: an argument is at
   * fault, which execution tells.
   */
  run(
    contextValue: unknown,
    coerced: Record<string, unknown>,
  ): ExecutionResult | Promise<ExecutionResult> | null;
}

/** The type of all variables of a written-out operation: values are coerced before. */
export const VALUE_TYPE = '__Value';

/** What operations are compiled with. */
export interface Compilable {
  /** The schema with a type for values that are coerced already; its other types are the schema's own. */
  readonly schema: GraphQLSchema;
  readonly customSerializers: Record<string, (value: unknown) => unknown>;
}

/** Makes ready what all operations of a schema are compiled with. */
export function compilable(schema: GraphQLSchema): Compilable {
  const config = schema.toConfig();
  const value = new GraphQLScalarType({ name: VALUE_TYPE });
  const customSerializers: Compilable['customSerializers'] = {};
  for (const type of config.types) {
    if (!isLeafType(type)) continue;
    customSerializers[type.name] = (one) => {
      try {
        const told: unknown = type.serialize(one);
        if (told == null) throw new Error(`Expected ${type.name}.serialize to return a value`);
        return told;
      } catch (cause) {
        throw new Untold(cause);
      }
    };
  }
  const types = [...config.types, value];
  return { schema: new GraphQLSchema({ ...config, types, assumeValid: true }), customSerializers };
}

/**
 * Compiles a written-out operation with graphql-jit; null where that fails.
 *
 * Only written-out ones: graphql-jit puts values of a document into its code, where some strings become code
 * themselves (`__MAGIC_DATE__…`), and decides fragments with directives by the first place where they are used.
 * Properties without a resolver are read as they are: they are no promises, no functions, and getters do not throw.
 */
export function compileOperation(
  { schema, customSerializers }: Compilable,
  written: WrittenOut,
): CompiledOperation | null {
  const compiled = compileQuery(schema, written.document, undefined, {
    customSerializers,
    customJSONSerializer: false,
    disableLeafSerialization: false,
    // Errors are made anew around their causes, which have their own stacks.
    disablingCapturingStackErrors: true,
  });
  if (!isCompiledQuery(compiled)) return null;
  const located = (result: ExecutionResult): ExecutionResult =>
    result.errors === undefined
      ? result
      : { errors: locatedErrors(result.errors, written.places), data: result.data ?? null };
  return {
    size: written.size,
    run: (contextValue, coerced) => {
      const values = valuesFor(written, coerced);
      if (values === null) return null;
      const result = compiled.query(undefined, contextValue, values);
      return result instanceof Promise ? result.then(located) : located(result);
    },
  };
}

import {
  getArgumentValues,
  getNamedType,
  GraphQLError,
  isAbstractType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';

/** The fields that one key of an answer stands for. */
export interface Place {
  readonly nodes: readonly FieldNode[];
  readonly type: GraphQLOutputType;
  readonly places: Places;
}
export type Places = ReadonlyMap<string, Place>;

/** A field with arguments, and which variable of the written-out operation each of them is. */
interface FieldArguments {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly variables: readonly { readonly argument: string; readonly name: string }[];
}

/**
 * An operation reduced to what its answer has: fragments put in, `@skip` and `@include` decided, fields of one key
 * merged, and every argument a variable. Nothing is left in it of what a client wrote but names.
 */
export interface WrittenOut {
  readonly document: DocumentNode;
  readonly places: Places;
  readonly fieldArguments: readonly FieldArguments[];
  /** Number of fields. */
  readonly size: number;
}

/** What is written out at most: fragments can make a short document into an answer of any size. */
const MOST_FIELDS = 500;

/** A prototype, and what the compiler calls the positions in lists. */
const CONFUSING_KEY = /^__proto__$|(?:^|_)idx\d/;

/** Says that an operation is none of those that are written out. */
class Unwritable extends Error {}

/**
 * Writes an operation of a valid document out, for these values of the variables in its directives. The type of all
 * new variables is called `valueType`.
 *
 * Null for what is better executed as it is: introspection, interfaces and unions, mutations of several fields (the
 * compiler would not stop at one that fails), more than MOST_FIELDS fields, and names that it would confuse.
 */
export function writeOut(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  valueType: string,
): WrittenOut | null {
  const type = schema.getRootType(operation.operation);
  if (type == null) return null;
  const writer = new Writer(schema, document, variables);
  try {
    const roots = collectFields(schema, writer.fragments, variables, type, operation.selectionSet);
    if (operation.operation === OperationTypeNode.MUTATION && roots.size > 1) return null;
    const { selectionSet, places } = writer.write(type, roots, []);
    const { fieldArguments, size } = writer;
    const variableDefinitions = fieldArguments
      .flatMap((field) => field.variables)
      .map(({ name }): VariableDefinitionNode => ({
        kind: Kind.VARIABLE_DEFINITION,
        variable: variable(name),
        type: { kind: Kind.NAMED_TYPE, name: named(valueType) },
      }));
    const written: OperationDefinitionNode = {
      kind: Kind.OPERATION_DEFINITION,
      operation: operation.operation,
      variableDefinitions,
      selectionSet,
    };
    return { document: { kind: Kind.DOCUMENT, definitions: [written] }, places, fieldArguments, size };
  } catch (error) {
    // GraphQLErrors are those of execution, which tells them itself.
    if (error instanceof Unwritable || error instanceof GraphQLError) return null;
    throw error;
  }
}

/**
 * The values of a written-out operation's variables, from the coerced ones of the operation as it was sent; null if an
 * argument is at fault.
 */
export function valuesFor(
  { fieldArguments }: WrittenOut,
  coerced: Record<string, unknown>,
): Record<string, unknown> | null {
  const values: Record<string, unknown> = {};
  for (const { field, node, variables } of fieldArguments) {
    let given: Record<string, unknown>;
    try {
      given = getArgumentValues(field, node, coerced);
    } catch {
      return null;
    }
    for (const { argument, name } of variables) if (argument in given) values[name] = given[argument];
  }
  return values;
}

class Writer {
  readonly fragments: Record<string, FragmentDefinitionNode> = Object.create(null) as never;
  readonly fieldArguments: FieldArguments[] = [];
  size = 0;
  readonly #schema: GraphQLSchema;
  readonly #variables: Record<string, unknown>;
  readonly #paths = new Set<string>();

  constructor(schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown>) {
    this.#schema = schema;
    this.#variables = variables;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments[definition.name.value] = definition;
    }
  }

  /** `path` are the response keys from the parent to the root. */
  write(
    parent: GraphQLObjectType,
    fields: ReadonlyMap<string, readonly FieldNode[]>,
    path: readonly string[],
  ): { selectionSet: SelectionSetNode; places: Places } {
    const selections: FieldNode[] = [];
    const places = new Map<string, Place>();
    for (const [key, nodes] of fields) {
      const [node] = nodes;
      const field = node === undefined ? undefined : parent.getFields()[node.name.value];
      if (node === undefined || CONFUSING_KEY.test(key) || ++this.size > MOST_FIELDS) throw new Unwritable();
      if (node.name.value === '__typename') {
        selections.push({ kind: Kind.FIELD, alias: named(key), name: node.name });
        continue;
      }
      const type = field === undefined ? undefined : getNamedType(field.type);
      if (field === undefined || isAbstractType(type)) throw new Unwritable();
      const own = [key, ...path];
      this.#claim(own);
      const below = isObjectType(type)
        ? this.write(type, collectSubfields(this.#schema, this.fragments, this.#variables, type, nodes), own)
        : null;
      places.set(key, { nodes, type: field.type, places: below?.places ?? new Map() });
      selections.push({
        kind: Kind.FIELD,
        alias: named(key),
        name: node.name,
        arguments: this.#arguments(field, node),
        ...(below === null ? {} : { selectionSet: below.selectionSet }),
      });
    }
    return { selectionSet: { kind: Kind.SELECTION_SET, selections }, places };
  }

  /** The compiler tells the infos of fields apart by their paths joined with underscores, which names have as well. */
  #claim(path: readonly string[]): void {
    const name = path.join('_');
    if (this.#paths.has(name)) throw new Unwritable();
    this.#paths.add(name);
  }

  #arguments(field: GraphQLField<unknown, unknown>, node: FieldNode): FieldNode['arguments'] & object {
    if (field.args.length === 0) return [];
    const prefix = `field${this.fieldArguments.length}_`;
    const variables = field.args.map(({ name }) => ({ argument: name, name: `${prefix}${name}` }));
    this.fieldArguments.push({ field, node, variables });
    return variables.map(({ argument, name }) => ({
      kind: Kind.ARGUMENT,
      name: named(argument),
      value: variable(name),
    }));
  }
}

const named = (value: string) => ({ kind: Kind.NAME, value }) as const;
const variable = (name: string) => ({ kind: Kind.VARIABLE, name: named(name) }) as const;

import {
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type ParseOptions,
  type ValidationRule,
} from 'graphql';
import { asGraphQLError } from './mask.js';

/** What a document is held against. */
export interface DocumentRules {
  readonly schema: GraphQLSchema;
  readonly parseOptions: ParseOptions;
  /** Added to the rules of the specification. */
  readonly validationRules: readonly ValidationRule[];
}

/** The document of a source, or what is wrong with it: a syntax error, a limit, or what validation found. */
export function validDocument(source: string, rules: DocumentRules): DocumentNode | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(source, rules.parseOptions);
  } catch (error) {
    return [coded(asGraphQLError(error), 'GRAPHQL_PARSE_FAILED')];
  }
  const faults = validate(rules.schema, document, [...specifiedRules, ...rules.validationRules]);
  return faults.length === 0 ? document : faults.map((fault) => coded(fault, 'GRAPHQL_VALIDATION_FAILED'));
}

/** The same error with a code in its extensions. */
export function coded(error: GraphQLError, code: string): GraphQLError {
  const { nodes, source, positions, path, extensions } = error;
  return new GraphQLError(error.message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    originalError: error.originalError ?? null,
    extensions: { ...extensions, code },
  });
}

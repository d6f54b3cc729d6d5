import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import {
  GraphQLError,
  type ASTVisitor,
  type ParseOptions,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** What a GraphQL document may be, whichever transport brings it. */
export interface DocumentLimits {
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxTokens: number;
  readonly introspection: boolean;
}

/** How documents are parsed: the token limit stops a bomb before it becomes a tree. */
export function parseOptionsFor({ maxTokens }: DocumentLimits): ParseOptions {
  return { maxLexicalTokens: maxTokens };
}

/** The rules that are added to those of the specification. */
export function validationRulesFor(limits: DocumentLimits): ValidationRule[] {
  const reporting = { propagateOnRejection: false, onReject: [report] };
  return [
    maxDepthRule({ n: limits.maxDepth, flattenFragments: true, ...reporting }),
    maxAliasesRule({ n: limits.maxAliases, ...reporting }),
    ...(limits.introspection ? [] : [noIntrospection]),
  ];
}

const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);

/** One error for each way into the schema, where graphql-js would give one for each field behind it. */
function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (!INTROSPECTION.has(node.name.value)) return undefined;
      context.reportError(
        new GraphQLError(`Introspection is switched off: ${node.name.value}`, { nodes: node }),
      );
      return false;
    },
  };
}

/** The rules throw by themselves, which Apollo takes for a fault of the server, and call it a syntax error. */
function report(context: ValidationContext | null, error: GraphQLError): void {
  context?.reportError(new GraphQLError(error.message.replace(/^Syntax Error: /, '')));
}

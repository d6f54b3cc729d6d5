import { describe, expect, test } from '@jest/globals';
import { getNamedType, isObjectType, type GraphQLObjectType } from 'graphql';
import type { Scope } from '../../../src/auth/principal.js';
import { errorsOf, type Cast } from './cast.js';
import { callOf, type RootField } from './documents.js';

/** A way into the schema that needs no `analytics:read`, and what of the types behind it may be read. */
interface Way {
  readonly root: string;
  /** All that the key may do. */
  readonly scopes: readonly Scope[];
  readonly given: Readonly<Record<string, string>>;
  /** Types, where all of their fields may be read, and single fields. */
  readonly open: readonly string[];
}

const OF_NODES = ['Customer.id', 'Customer.name'];
const LISTED = ['Event', 'EventConnection', 'EventEdge', 'PageInfo'];
const REPORT = ['Report', 'ReportColumn', 'ResultMeta'];
const EVENTS = '{ dataset: EVENTS, measures: ["events"] }';

const WAYS: readonly Way[] = [
  { root: 'query viewer', scopes: [], given: {}, open: ['Tenant', 'Viewer'] },
  {
    root: 'query events',
    scopes: ['events:read'],
    given: { filter: '{ customerId: "acme-c1" }' },
    open: [...LISTED, ...OF_NODES],
  },
  {
    root: 'subscription events',
    scopes: ['events:read'],
    given: { filter: '{ customerId: "acme-c1" }', replay: '1' },
    open: ['Event', 'EventBatch', 'StreamGap', ...OF_NODES],
  },
  {
    root: 'query eventStats',
    scopes: ['events:read'],
    given: { window: '{ period: "7d", compareTo: PREVIOUS_PERIOD }' },
    open: ['Change', 'EventCount', 'EventLatency', 'EventPoint', 'EventStats', 'ResultMeta'],
  },
  { root: 'query report', scopes: ['events:read'], given: { query: EVENTS }, open: REPORT },
  { root: 'subscription report', scopes: ['events:read'], given: { query: EVENTS }, open: REPORT },
  {
    root: 'mutation ingest',
    scopes: ['events:write'],
    given: {},
    open: ['IngestEventResult', 'IngestResult'],
  },
  {
    root: 'mutation saveReport',
    scopes: ['reports:write'],
    given: { input: `{ name: "NAME", query: { dataset: USAGE, measures: ["events"] } }` },
    open: [
      // All but `run`.
      ...['createdAt', 'customerId', 'description', 'editable', 'id', 'name', 'owner', 'query', 'shared'].map(
        (name) => `SavedReport.${name}`,
      ),
      ...['updatedAt', 'updatedBy', 'version', 'versions'].map((name) => `SavedReport.${name}`),
      'SavedReportVersion',
    ],
  },
  {
    root: 'mutation saveAlert',
    scopes: ['reports:write'],
    given: { input: '{ name: "NAME", dataset: "usage", measure: "events", window: "1h", above: "1" }' },
    open: ['Alert', 'AlertFilter'],
  },
  {
    root: 'mutation setPrice',
    scopes: ['prices:write'],
    given: {
      input:
        '{ billableUnitId: "acme-unit", productId: "acme-product", customerId: "acme-c1", currency: "USD", model: FLAT, amount: "1" }',
    },
    open: ['BillableUnit', 'Price', 'PriceTier', 'Product.id', 'Product.name', ...OF_NODES],
  },
];
/** Those that answer with an id. */
const OF_NO_TYPE = ['mutation deleteAlert', 'mutation deleteReport', 'mutation removePrice'];

/** A field, and a selection that leads to it. */
interface Reached {
  readonly type: string;
  readonly name: string;
  readonly selection: string;
}

/** Each field of each type that a type leads to, by the shortest way. */
function reached(start: GraphQLObjectType): Reached[] {
  const fields: Reached[] = [];
  const known = new Set([start]);
  const open: { type: GraphQLObjectType; around: (selection: string) => string }[] = [
    { type: start, around: (selection) => `{ ${selection} }` },
  ];
  for (const { type, around } of open) {
    for (const field of Object.values(type.getFields())) {
      const inner = getNamedType(field.type);
      const call = callOf(field, {});
      const isNode = isObjectType(inner);
      fields.push({
        type: type.name,
        name: field.name,
        selection: around(isNode ? `${call} { __typename }` : call),
      });
      if (!isNode || known.has(inner)) continue;
      known.add(inner);
      open.push({ type: inner, around: (selection) => around(`${call} { ${selection} }`) });
    }
  }
  return fields;
}

/** The fields by type; a type all of whose fields are there stands for them. */
function summary(all: readonly Reached[], some: readonly Reached[]): string[] {
  return [...new Set(all.map(({ type }) => type))]
    .flatMap((type) => {
      const ofType = some.filter((field) => field.type === type);
      const isWhole = ofType.length === all.filter((field) => field.type === type).length;
      return isWhole ? [type] : ofType.map(({ name }) => `${type}.${name}`);
    })
    .sort();
}

/** What can be read from where another right than `analytics:read` leads: every field of every type behind it. */
export function fieldsBehindOtherRights(given: () => Cast, roots: readonly RootField[]): void {
  const nameOf = ({ operation, field }: RootField): string => `${operation} ${field.name}`;

  describe('what lies behind a root field', () => {
    test('every way that needs no analytics:read is looked at', async () => {
      const { node } = given();
      const key = await node.key('acme', ['analytics:read']);
      const ways: string[] = [];
      for (const root of roots) {
        // One that reports choose by their dataset.
        if (root.field.name === 'report') ways.push(nameOf(root));
        else if (root.operation === 'subscription') ways.push(nameOf(root));
        else {
          const isNode = isObjectType(getNamedType(root.field.type));
          const document = `${root.operation} { ${callOf(root.field, {})} ${isNode ? '{ __typename }' : ''} }`;
          const { errors = [] } = await node.graphql(key, document);
          const isOther = errors.some(({ extensions }) => extensions['code'] === 'FORBIDDEN');
          if (isOther || root.field.name === 'viewer') ways.push(nameOf(root));
        }
      }
      expect(ways.sort()).toEqual([...WAYS.map(({ root }) => root), ...OF_NO_TYPE].sort());
    });

    test.each(WAYS)('$root with $scopes', async ({ root: name, scopes, given: args, open }) => {
      const root = roots.find((one) => nameOf(one) === name);
      const type = root === undefined ? null : getNamedType(root.field.type);
      if (root === undefined || !isObjectType(type)) throw new Error(`no ${name}`);
      const key = await given().node.key('acme', scopes);
      const socket = await given().socket(key);
      const fields = reached(type);
      const readable: Reached[] = [];
      for (const [number, field] of fields.entries()) {
        const call = callOf(root.field, args).replace('NAME', `${name} ${number}`);
        const document = `${root.operation} { ${call} ${field.selection} }`;
        const errors =
          root.operation === 'subscription'
            ? errorsOf(await socket.start(document)())
            : ((await given().node.graphql(key, document)).errors ?? []);
        if (errors.length === 0) readable.push(field);
        else {
          const [refused] = errors;
          expect([document, refused?.message]).toEqual([
            document,
            'These credentials lack the scope analytics:read',
          ]);
        }
      }
      expect(summary(fields, readable)).toEqual([...open].sort());
    });
  });
}

import { buildSchema, GraphQLObjectType, GraphQLScalarType } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { TENANT, type FanoutEvent } from './fanout-events.js';
import { serveBench } from './fanout-helper.js';
import { PubSub } from './fanout-pubsub.js';
import { listening } from './fanout-senders.js';

/** graphql-ws on `ws` and graphql-js as they come, and a topic for each tenant; it authenticates nobody. */

/** One event as its fields are asked for, and the cursor that the gateway gave it: a message to each subscriber. */
export interface Publication {
  readonly event: StockEvent;
  readonly cursor: string;
}

export interface StockCalls {
  listen(argument: null): Promise<number>;
  publish(publications: readonly Publication[]): Promise<void>;
}

/** An event with what the gateway finds for it. */
export interface StockEvent extends FanoutEvent {
  /** Epoch milliseconds. */
  readonly recordedAt: number;
  readonly customer: { readonly id: string; readonly name: string };
}

const schema = buildSchema(`
  scalar DateTime
  scalar JSONObject
  enum Severity { DEBUG INFO WARNING ERROR CRITICAL }
  enum EventCategory { API AUTH SYSTEM USAGE }
  type Event {
    id: ID!
    time: DateTime!
    type: String!
    severity: Severity!
    message: String!
    source: String!
    category: EventCategory!
    actor: String
    recordedAt: DateTime!
    customer: Customer
    statusCode: Int
    latencyMs: Float
    attributes: JSONObject!
  }
  type Customer { id: ID! name: String! }
  type StreamGap { reason: String! from: DateTime to: DateTime }
  type EventBatch { events: [Event!]! cursor: String! gap: StreamGap }
  type Query { version: String }
  type Subscription { events: EventBatch! }
`);

interface Payload {
  readonly events: { readonly events: readonly StockEvent[]; readonly cursor: string };
}

const pubSub = new PubSub<Payload>();
const topicOf = (tenantId: string): string => `events/${tenantId}`;

const dateTime = schema.getType('DateTime');
if (dateTime instanceof GraphQLScalarType)
  dateTime.serialize = (value) => new Date(value as number).toISOString();
const subscription = schema.getType('Subscription');
const field = subscription instanceof GraphQLObjectType ? subscription.getFields()['events'] : undefined;
if (field === undefined) throw new Error('no field to subscribe to');
field.subscribe = (_root, _args, { tenantId }: { tenantId: string }) => pubSub.subscribe(topicOf(tenantId));

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/graphql' });
useServer<{ tenantId: string }>(
  { schema, context: ({ connectionParams }) => ({ tenantId: connectionParams?.tenantId }) },
  server,
  // No pings: it sends what has queued up in one turn, sees no pong until then, and would end its sockets.
  0,
);

serveBench<StockCalls>({
  listen: () => listening(server),
  publish: async (publications) => {
    for (const { event, cursor } of publications)
      pubSub.publish(topicOf(TENANT), { events: { events: [event], cursor } });
  },
});

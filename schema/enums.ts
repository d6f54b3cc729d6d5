import { registerEnumType } from 'type-graphql';

/** Bucket sizes of a time series. */
export enum Granularity {
  AUTO = 'AUTO',
  MINUTE_15 = 'MINUTE_15',
  HOUR = 'HOUR',
  DAY = 'DAY',
  WEEK = 'WEEK',
  MONTH = 'MONTH',
  QUARTER = 'QUARTER',
  YEAR = 'YEAR',
}
registerEnumType(Granularity, {
  name: 'Granularity',
  description: "Bucket sizes, by the window zone's calendar; weeks start on Monday.",
  valuesConfig: { AUTO: { description: 'The finest that stays within maxDataPoints (400 if not given).' } },
});

/** What a window can be compared with. */
export enum Comparison {
  PREVIOUS_PERIOD = 'PREVIOUS_PERIOD',
  PREVIOUS_YEAR = 'PREVIOUS_YEAR',
}
registerEnumType(Comparison, {
  name: 'Comparison',
  description: 'What a window is compared with.',
  valuesConfig: {
    PREVIOUS_PERIOD: { description: 'The range of equal calendar length before it.' },
    PREVIOUS_YEAR: { description: 'The same dates a year before.' },
  },
});

/** What is known of a point. */
export enum PointStatus {
  OK = 'OK',
  ZERO = 'ZERO',
  MISSING = 'MISSING',
  INCOMPLETE = 'INCOMPLETE',
}
registerEnumType(PointStatus, {
  name: 'PointStatus',
  description:
    'status tells a missing bucket from a zero one: no data before the first event or past retention is MISSING, a quiet bucket is ZERO.',
  valuesConfig: {
    OK: { description: 'There are events, and the bucket is over.' },
    ZERO: { description: 'The bucket is over and quiet.' },
    MISSING: { description: 'There is no data: before the first event, or past retention.' },
    INCOMPLETE: { description: 'The bucket is not over.' },
  },
});

/** How customers are listed. */
export enum CustomerOrder {
  NAME = 'NAME',
  ID = 'ID',
  CHURN_RISK = 'CHURN_RISK',
}
registerEnumType(CustomerOrder, {
  name: 'CustomerOrder',
  description: 'How customers are listed.',
  valuesConfig: {
    NAME: { description: 'By name, then id.' },
    ID: { description: 'By id.' },
    CHURN_RISK: {
      description:
        'The most likely to leave first, of equal scores by id. All customers are assessed for it.',
    },
  },
});

/** The outcome of an event's ingestion. */
export enum IngestVerdict {
  ACCEPTED = 'ACCEPTED',
  DUPLICATE = 'DUPLICATE',
  CONFLICT = 'CONFLICT',
  REJECTED = 'REJECTED',
}
registerEnumType(IngestVerdict, {
  name: 'IngestVerdict',
  description: 'What became of an event.',
  valuesConfig: {
    ACCEPTED: { description: 'Durable, and counted once.' },
    DUPLICATE: {
      description:
        'The same tenant, source, id and content as an event of the last 35 days: not counted again.',
    },
    CONFLICT: {
      description: 'The identity of an event of the last 35 days with other content: the first stays.',
    },
    REJECTED: { description: 'Not an event that can be counted; the reason names the field.' },
  },
});

/** Who an event of the log concerns. */
export enum EventCategory {
  API = 'API',
  BILLING = 'BILLING',
  AUTH = 'AUTH',
  SYSTEM = 'SYSTEM',
  USAGE = 'USAGE',
}
registerEnumType(EventCategory, {
  name: 'EventCategory',
  description: 'The part of the platform that an event comes from.',
  valuesConfig: {
    API: { description: 'Requests to the API.' },
    BILLING: { description: 'Invoices and subscriptions.' },
    AUTH: { description: 'Logins, logouts and API keys.' },
    SYSTEM: { description: 'Deployments, alerts and changes of reference data.' },
    USAGE: { description: 'Usage, MCP calls, storefront steps and costs.' },
  },
});

/** How grave an event is. */
export enum Severity {
  DEBUG = 'DEBUG',
  INFO = 'INFO',
  WARNING = 'WARNING',
  ERROR = 'ERROR',
  CRITICAL = 'CRITICAL',
}
registerEnumType(Severity, { name: 'Severity', description: 'How grave an event is, mildest first.' });

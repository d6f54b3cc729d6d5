/**
 * A Looker Studio community connector for a Gaugeway gateway: a data source is one dataset of its catalogue, with all
 * measures and dimensions, and each chart asks for the report that it shows.
 *
 * The gateway's address is the script property GATEWAY, not a field of the form: whoever may edit a report could
 * otherwise have the owner's key sent somewhere else.
 */

const connector = DataStudioApp.createCommunityConnector();

/** Where a user's key is kept. */
const KEY = 'dscc.key';
/** The field with the day of a row. */
const DAY = 'day';
/** What the catalogue is kept under, and for how many seconds: every chart needs it. */
const KEPT = 'gaugeway.catalogue';
const KEPT_SECONDS = 600;

/** Datasets that the user may read, with what can be asked of them. */
const CATALOGUE = `{
  catalogue {
    datasets {
      name
      title
      measures { name title description unit type merge }
      dimensions { name title description type }
    }
  }
}`;

function getAuthType() {
  return connector.newAuthTypeResponse().setAuthType(connector.AuthType.KEY).build();
}

/** Whether there is a key, and the gateway takes it. */
function isAuthValid() {
  const key = PropertiesService.getUserProperties().getProperty(KEY);
  return key !== null && isTaken(key);
}

function setCredentials(request) {
  if (!isTaken(request.key)) return { errorCode: 'INVALID_CREDENTIALS' };
  resetAuth();
  PropertiesService.getUserProperties().setProperty(KEY, request.key);
  return { errorCode: 'NONE' };
}

/** Forgets the key, and what was kept of its rights. */
function resetAuth() {
  PropertiesService.getUserProperties().deleteProperty(KEY);
  CacheService.getUserCache().remove(KEPT);
}

function isAdminUser() {
  return false;
}

function getConfig() {
  const config = connector.getConfig();
  const dataset = config.newSelectSingle().setId('dataset').setName('Dataset');
  datasets().forEach(({ name, title }) =>
    dataset.addOption(config.newOptionBuilder().setLabel(title).setValue(name)),
  );
  config
    .newTextInput()
    .setId('timeZone')
    .setName('Time zone of days')
    .setHelpText('An IANA zone such as America/New_York; UTC if left empty.')
    .setPlaceholder('UTC')
    .setAllowOverride(true);
  config.setDateRangeRequired(true);
  return config.build();
}

function getSchema(request) {
  return { schema: fieldsOf(request).build() };
}

function getData(request) {
  const conditions = conditionsOf(request.dimensionsFilters);
  // Where Looker Studio filters the rows itself, it needs the fields that it filters by.
  const asked = request.fields.filter(({ forFilterOnly }) => conditions === null || !forFilterOnly);
  const fields = fieldsOf(request).forIds(asked.map(({ name }) => name));
  const names = fields.asArray().map((field) => field.getId());
  const measures = fields
    .asArray()
    .filter((field) => field.isMetric())
    .map((field) => field.getId());
  const zone = request.configParams.timeZone || 'UTC';
  const report = reportOf({
    dataset: request.configParams.dataset,
    // A chart of dimensions alone is a list of those that occur: the first measure finds them.
    measures: measures.length > 0 ? measures : [datasetOf(request).measures[0].name],
    dimensions: names.filter((name) => name !== DAY && !measures.includes(name)),
    timeDimension: names.includes(DAY),
    fill: false,
    window: {
      from: request.dateRange.startDate,
      to: dayAfter(request.dateRange.endDate),
      timeZone: zone,
      granularity: 'DAY',
    },
    filters: conditions || [],
  });
  const columns = report.columns.map(({ name }) => (name === 'bucket' ? DAY : name));
  oneCurrency(report.rows, columns, names);
  const cells = names.map((name) => {
    const at = columns.indexOf(name);
    const { type } = report.columns[at];
    return (row) => cellOf(row[at], type, name, zone);
  });
  return connector
    .newGetDataResponse()
    .setFields(fields)
    .setFiltersApplied(conditions !== null)
    .addAllRows(report.rows.map((row) => cells.map((cell) => cell(row))))
    .build();
}

/** The fields of a data source: its day, dimensions and measures. */
function fieldsOf(request) {
  const { AggregationType, FieldType } = connector;
  const fields = connector.getFields();
  const dataset = datasetOf(request);
  fields.newDimension().setId(DAY).setName('Day').setType(FieldType.YEAR_MONTH_DAY);
  dataset.dimensions.forEach(({ name, title, description, type }) =>
    fields
      .newDimension()
      .setId(name)
      .setName(title)
      .setDescription(description)
      .setType(type === 'INTEGER' ? FieldType.NUMBER : FieldType.TEXT),
  );
  dataset.measures.forEach(({ name, title, description, unit, type, merge }) => {
    const field = fields.newMetric().setId(name).setName(title).setDescription(description);
    field.setType(
      type === 'DATETIME'
        ? FieldType.YEAR_MONTH_DAY_SECOND
        : unit === 'ratio'
          ? FieldType.PERCENT
          : FieldType.NUMBER,
    );
    // What does not add up is found by the gateway for each row, and is not to be put together anew from rows.
    if (merge === 'SUM') field.setAggregation(AggregationType.SUM);
    else field.setAggregation(AggregationType.AUTO).setIsReaggregatable(false);
  });
  fields.setDefaultDimension(DAY);
  fields.setDefaultMetric(dataset.measures[0].name);
  return fields;
}

/**
 * The chart's filters as the gateway's, or null where one of them has no counterpart: then none is applied. Filters are
 * ANDed lists of conditions that are ORed.
 */
function conditionsOf(filters) {
  const found = (filters || []).map((either) => (either.length === 1 ? conditionOf(either[0]) : null));
  return found.every((condition) => condition !== null) ? found : null;
}

function conditionOf({ fieldName, operator, type, values }) {
  const isIncluded = type === 'INCLUDE';
  if (fieldName === DAY) return null;
  switch (operator) {
    case 'EQUALS':
    case 'IN_LIST':
      return { field: fieldName, op: isIncluded ? 'IN' : 'NOT_IN', values };
    case 'IS_NULL':
      return { field: fieldName, op: 'EXISTS', values: [String(!isIncluded)] };
    case 'CONTAINS':
      return isIncluded ? { field: fieldName, op: 'CONTAINS', values } : null;
    default:
      return null;
  }
}

/** Amounts have a currency whether the chart shows it or not: a sum over several would mean nothing. */
function oneCurrency(rows, columns, names) {
  const at = columns.indexOf('currency');
  if (at === -1 || names.includes('currency')) return;
  const currencies = [...new Set(rows.map((row) => row[at]))].filter((currency) => currency !== null);
  if (currencies.length > 1) {
    refuse(
      `These amounts are in ${currencies.join(', ')}: add the dimension Currency, or filter by it.`,
      'currency',
    );
  }
}

/** A cell as Looker Studio reads it. */
function cellOf(value, type, name, zone) {
  if (value === null) return null;
  if (name === DAY) return Utilities.formatDate(new Date(value), zone, 'yyyyMMdd');
  if (type === 'DATETIME') return Utilities.formatDate(new Date(value), zone, 'yyyyMMddHHmmss');
  return value;
}

/** The day after one, both as 2026-01-31: the gateway's ranges end before their end. */
function dayAfter(day) {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

function datasetOf(request) {
  const { dataset } = request.configParams || {};
  const found = datasets().find(({ name }) => name === dataset);
  return found || refuse('Choose a dataset in the settings of the data source.', `dataset: ${dataset}`);
}

/** The datasets of the catalogue, kept for a while. */
function datasets() {
  const cache = CacheService.getUserCache();
  const kept = cache.get(KEPT);
  if (kept !== null) return JSON.parse(kept);
  const { data, errors } = send('/graphql', { query: CATALOGUE });
  if (errors) refuse(errors[0].message, JSON.stringify(errors));
  const found = data.catalogue.datasets;
  cache.put(KEPT, JSON.stringify(found), KEPT_SECONDS);
  return found;
}

/** The report with all of its rows; numbers as doubles, which is what Looker Studio has. */
function reportOf(query) {
  return send('/v1/query.json?numbers=FLOAT', query);
}

/** Whether the gateway takes a key. */
function isTaken(key) {
  return fetched('/graphql', { query: '{ viewer { subject } }' }, key).getResponseCode() === 200;
}

/** What the gateway answers, parsed; what it refuses is told to the user. */
function send(path, body) {
  const answer = fetched(path, body, PropertiesService.getUserProperties().getProperty(KEY));
  const status = answer.getResponseCode();
  if (status === 200) return JSON.parse(answer.getContentText());
  const text = answer.getContentText();
  if (status === 401) return refuse('The key is not valid any more: edit the credentials.', text);
  if (status === 429 || status === 503) return refuse('The gateway is busy: refresh in a moment.', text);
  return refuse(reasonOf(text) || `The gateway answered with status ${status}.`, text);
}

function fetched(path, body, key) {
  const gateway = PropertiesService.getScriptProperties().getProperty('GATEWAY');
  if (!gateway) refuse('The script property GATEWAY is not set.', 'Project settings, script properties');
  return UrlFetchApp.fetch(gateway.replace(/\/$/, '') + path, {
    method: 'post',
    contentType: 'application/json',
    headers: { Authorization: `Bearer ${key}` },
    payload: JSON.stringify(body),
    muteHttpExceptions: true,
  });
}

/** The reason that the gateway gives, over REST or GraphQL; null for an answer of something before it. */
function reasonOf(text) {
  try {
    const { error, errors } = JSON.parse(text);
    return (error || errors[0]).message;
  } catch {
    return null;
  }
}

/** Tells the user, and the developer more; ends what is under way. */
function refuse(text, debugText) {
  connector.newUserError().setText(text).setDebugText(debugText).throwException();
}

/** What a connector told its user by `newUserError`. */
export class UserError extends Error {
  constructor(
    message: string,
    readonly debugText: string,
  ) {
    super(message);
    this.name = 'UserError';
  }
}

const AUTH_TYPES = ['NONE', 'KEY', 'USER_PASS', 'OAUTH2', 'USER_TOKEN', 'PATH_KEY', 'PATH_USER_PASS'];
const AGGREGATION_TYPES = ['AVG', 'COUNT', 'COUNT_DISTINCT', 'MAX', 'MIN', 'SUM', 'AUTO', 'NO_AGGREGATION'];
const FIELD_TYPES = [
  ...['YEAR', 'YEAR_MONTH', 'YEAR_MONTH_DAY', 'YEAR_MONTH_DAY_HOUR', 'YEAR_MONTH_DAY_SECOND'],
  ...['NUMBER', 'PERCENT', 'TEXT', 'BOOLEAN', 'URL', 'DURATION'],
];

/** What a setter takes: a text, a boolean, or one of some names. */
type Taken = 'text' | 'boolean' | readonly string[];
type Values = Record<string, unknown>;
type Methods = Record<string, (...given: never[]) => unknown>;
type Settable = Methods & { readonly values: Values };

/** An object with a setter for each name, which returns the object, and with further methods. */
function settable(taken: Readonly<Record<string, Taken>>, methodsOf: (values: Values) => Methods): Settable {
  const values: Values = {};
  const object = { ...methodsOf(values), values } as Settable;
  for (const [name, kind] of Object.entries(taken)) {
    const fits = (value: unknown): boolean =>
      typeof kind === 'string'
        ? typeof value === (kind === 'text' ? 'string' : kind)
        : kind.includes(String(value));
    Object.assign(object, {
      [`set${name}`]: (value: unknown) => {
        if (!fits(value)) throw new TypeError(`set${name}: cannot be ${String(value)}`);
        values[name] = value;
        return object;
      },
    });
  }
  return object;
}

const enumOf = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, name]));

/** `DataStudioApp`, as far as a connector of reports uses it: strict in what its setters take. */
export const connectorService = (): object => ({
  DataStudioApp: {
    createCommunityConnector: () => ({
      AuthType: enumOf(AUTH_TYPES),
      AggregationType: enumOf(AGGREGATION_TYPES),
      FieldType: enumOf(FIELD_TYPES),
      newAuthTypeResponse: () =>
        settable({ AuthType: AUTH_TYPES }, (values) => ({ build: () => ({ type: values['AuthType'] }) })),
      getConfig: newConfig,
      getFields: () => fieldsOf([]),
      newGetDataResponse,
      newUserError: () =>
        settable({ Text: 'text', DebugText: 'text' }, (values) => ({
          throwException: () => {
            throw new UserError(String(values['Text']), String(values['DebugText']));
          },
        })),
    }),
  },
});

function newConfig(): Settable {
  const inputs: Settable[] = [];
  const texts = {
    Id: 'text',
    Name: 'text',
    HelpText: 'text',
    Placeholder: 'text',
    AllowOverride: 'boolean',
  } as const;
  const newInput = (type: string) => (): Settable => {
    const input = settable(texts, (values) => {
      Object.assign(values, { type, options: [] });
      return {
        addOption: (option: Settable) => {
          (values['options'] as unknown[]).push(option.values);
          return input;
        },
      };
    });
    inputs.push(input);
    return input;
  };
  return settable({ DateRangeRequired: 'boolean' }, (values) => ({
    newSelectSingle: newInput('SELECT_SINGLE'),
    newTextInput: newInput('TEXTINPUT'),
    newOptionBuilder: () => settable({ Label: 'text', Value: 'text' }, () => ({})),
    build: () => ({ ...values, configParams: inputs.map((input) => input.values) }),
  }));
}

interface Fields {
  asArray(): readonly Settable[];
  build(): readonly object[];
}

/** `Fields` of a schema: what `build` gives is what Looker Studio is sent. */
function fieldsOf(fields: Settable[]): Fields & Methods {
  const newField = (conceptType: string) => (): Settable => {
    const taken = { Id: 'text', Name: 'text', Description: 'text', Type: FIELD_TYPES } as const;
    const field = settable(
      { ...taken, Aggregation: AGGREGATION_TYPES, IsReaggregatable: 'boolean' },
      (values) => ({ getId: () => values['Id'], isMetric: () => conceptType === 'METRIC' }),
    );
    Object.assign(field.values, { conceptType });
    fields.push(field);
    return field;
  };
  const known = (id: string): Settable => {
    const found = fields.find(({ values }) => values['Id'] === id);
    if (found === undefined) throw new Error(`there is no field ${id}`);
    return found;
  };
  return {
    newDimension: newField('DIMENSION'),
    newMetric: newField('METRIC'),
    setDefaultDimension: (id: string) => void known(id),
    setDefaultMetric: (id: string) => void known(id),
    forIds: (ids: string[]) => fieldsOf(ids.map(known)),
    asArray: () => fields,
    build: () =>
      fields.map(({ values }) => ({
        name: values['Id'],
        label: values['Name'],
        description: values['Description'],
        defaultAggregationType: values['Aggregation'],
        semantics: {
          conceptType: values['conceptType'],
          semanticType: values['Type'],
          isReaggregatable: values['IsReaggregatable'],
        },
      })),
  };
}

/** An answer of `getData`: a cell for each field, of the kinds that Looker Studio reads. */
function newGetDataResponse(): Settable {
  const rows: unknown[][] = [];
  let fields: Fields | undefined;
  const response: Settable = settable({ FiltersApplied: 'boolean' }, (values) => ({
    setFields: (given: Fields) => {
      fields = given;
      return response;
    },
    addAllRows: (given: unknown[][]) => {
      for (const row of given) {
        const isWhole = row.length === fields?.asArray().length;
        const isRead = row.every(
          (cell) => cell === null || ['string', 'number', 'boolean'].includes(typeof cell),
        );
        if (!isWhole || !isRead) throw new TypeError(`not a row: ${JSON.stringify(row)}`);
        rows.push(row);
      }
      return response;
    },
    build: () => ({
      schema: fields?.build(),
      rows: rows.map((cells) => ({ values: cells })),
      filtersApplied: values['FiltersApplied'],
    }),
  }));
  return response;
}

import { EXPORT_FORMATS, FORMATS, type ExportFormat } from '../../export/formats.js';
import {
  OVERRIDE_PARAMETERS,
  REPORT_PARAMETERS,
  type ReportParameter,
} from '../../reports/report-parameters.js';
import { REPORT_OVERRIDE, REPORT_QUERY } from '../../reports/report-query.js';
import { EXPORT_OPTIONS } from '../export-options.js';
import { REPORT_FILE } from './answers.js';
import { component, schemaOf, withoutNull, type JsonSchema } from './json-schema.js';
import {
  answer,
  content,
  errors,
  ETAG,
  inQuery,
  NOT_MODIFIED,
  type Operation,
  type Paths,
} from './operation.js';

/** Parameters that are of some formats only. */
const OF_FORMATS: Readonly<Record<string, readonly ExportFormat[]>> = {
  shape: ['json'],
  defuse: ['csv'],
  decimals: ['parquet', 'arrow'],
};

/** The field of a report at a path of `REPORT_QUERY`. */
function fieldAt(path: string): JsonSchema {
  return path.split('.').reduce<JsonSchema>((within, name) => {
    const properties = within['properties'] as Readonly<Record<string, JsonSchema>>;
    return withoutNull(properties[name] ?? {});
  }, schemaOf(REPORT_QUERY));
}

/** A list of texts with commas between. */
const COMMAS = { style: 'form', explode: false } as const;

/** How the texts of parameters are written. */
const WRITTEN: Readonly<
  Record<ReportParameter['is'], (field: JsonSchema) => readonly [JsonSchema, JsonSchema?]>
> = {
  text: (field) => [{ ...field, type: 'string' }],
  list: (field) => [field, COMMAS],
  flag: (field) => [field],
  number: (field) => [{ ...field, type: 'integer' }],
  order: ({ description }) => [
    {
      type: 'array',
      items: { type: 'string' },
      description: `${String(description)} A \`-\` in front: the greatest first.`,
    },
    COMMAS,
  ],
  filters: ({ description }) => [
    {
      type: 'array',
      items: { type: 'string' },
      description: `${String(description)} Each \`field:OP:value\`, with commas between the values of a list; or JSON.`,
    },
    { style: 'form', explode: true },
  ],
};

function reportParameter({ name, path, is }: ReportParameter): JsonSchema {
  const [schema, style = {}] = WRITTEN[is](fieldAt(path));
  const required = schemaOf(REPORT_QUERY)['required'] as readonly string[];
  return inQuery(name, schema, { ...style, ...(required.includes(path) ? { required: true } : {}) });
}

const optionSchemas = schemaOf(EXPORT_OPTIONS)['properties'] as Readonly<Record<string, JsonSchema>>;

/** The parameters of reports and their files. */
export const REPORT_COMPONENTS = {
  parameters: Object.fromEntries([
    ...REPORT_PARAMETERS.map((parameter) => [parameter.name, reportParameter(parameter)] as const),
    ...Object.entries(optionSchemas).map(([name, schema]) => {
      const { default: standard, ...rest } = withoutNull(schema);
      const known = standard == null ? {} : { default: standard };
      return [name, inQuery(name, { ...rest, ...known })] as const;
    }),
  ]),
  schemas: {
    ReportQuery: schemaOf(REPORT_QUERY),
    ReportOverride: schemaOf(REPORT_OVERRIDE),
    Report: schemaOf(REPORT_FILE),
  },
} as const;

const parameters = (names: readonly string[]): JsonSchema[] =>
  names.map((name) => component('parameters', name));

const optionsOf = (format: ExportFormat): string[] =>
  Object.keys(optionSchemas).filter((name) => OF_FORMATS[name]?.includes(format) ?? true);

/** What a file of a format is. */
const FILES: Readonly<Record<ExportFormat, JsonSchema>> = {
  json: component('schemas', 'Report'),
  csv: { type: 'string', description: 'RFC 4180, with a header.' },
  ndjson: { type: 'string', description: 'A row a line, an object by the names of the columns.' },
  parquet: { type: 'string', format: 'binary' },
  arrow: { type: 'string', format: 'binary', description: 'An IPC stream.' },
};

const mediaType = (format: ExportFormat): string => FORMATS[format].mediaType.replace(/;.*$/, '');

function file(format: ExportFormat, method: 'get' | 'post', operation: Operation): Operation {
  return {
    tags: ['Reports'],
    ...operation,
    responses: {
      200: {
        ...answer('The report, all of its rows.', { [mediaType(format)]: FILES[format] }),
        headers: {
          ...ETAG,
          'Content-Disposition': { schema: { type: 'string' }, description: "The file's name." },
        },
      },
      ...(method === 'get' ? NOT_MODIFIED : {}),
      ...errors(403, 404, 413, 415, 429),
    },
  };
}

const bodyOf = (name: string): JsonSchema => ({
  required: true,
  content: content({ 'application/json': component('schemas', name) }),
});

const capital = (format: string): string => format.charAt(0).toUpperCase() + format.slice(1);

/** The paths of reports, one for each format. */
export function reportPaths(): Paths {
  return Object.fromEntries(
    EXPORT_FORMATS.flatMap((format) => {
      const options = optionsOf(format);
      const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
      const named = (verb: string): Operation => ({ operationId: `${verb}${capital(format)}` });
      const names = (list: readonly ReportParameter[]): string[] => list.map(({ name }) => name);
      return [
        [
          `/v1/query.${format}`,
          {
            get: file(format, 'get', {
              ...named('getQuery'),
              summary: `A report as ${format}`,
              parameters: parameters([...names(REPORT_PARAMETERS), ...options]),
            }),
            post: file(format, 'post', {
              ...named('postQuery'),
              summary: `A report as ${format}`,
              parameters: parameters(options),
              requestBody: bodyOf('ReportQuery'),
            }),
          },
        ],
        [
          `/v1/reports/{id}.${format}`,
          {
            parameters: [id],
            get: file(format, 'get', {
              ...named('getReport'),
              summary: `A saved report as ${format}`,
              parameters: parameters([...names(OVERRIDE_PARAMETERS), ...options]),
            }),
            post: file(format, 'post', {
              ...named('postReport'),
              summary: `A saved report as ${format}`,
              parameters: parameters(options),
              requestBody: bodyOf('ReportOverride'),
            }),
          },
        ],
      ];
    }),
  );
}

import type { RequestHandler } from 'express';
import { enterDataset } from '../../resolvers/dataset-scope.js';
import { enter } from '../../resolvers/root.js';
import { GaugewayError } from '../errors.js';
import { withOverride } from '../reports/override.js';
import { byParameter, OVERRIDE_PARAMETERS, readOverrideParameters } from '../reports/report-parameters.js';
import { EXPORT_BOUNDS, readReport } from '../reports/report.js';
import { askerOf } from '../saved-reports/asker.js';
import { exportFormat, readExportOptions } from './export-options.js';
import { enterExport, searchOf, sendReport, type ExportParts } from './exports.js';

/** `GET /v1/reports/{id}.{format}`: a saved report as a file, with another window and more filters where these are given. */
export function savedExport(parts: ExportParts): RequestHandler {
  return async (request, response) => {
    const context = await enterExport(parts, request, response);
    const format = exportFormat(request.params['format']);
    const search = searchOf(request);
    const options = readExportOptions(search, OVERRIDE_PARAMETERS);
    const override = readOverrideParameters(search);
    const asker = askerOf(context.principal, enter(context, 'analytics:read', options.tenantId));
    const id = String(request.params['id']);
    const kept = id.includes('\0') ? null : await context.savedReports.find(asker, id);
    if (kept === null) throw new GaugewayError('NOT_FOUND', 'id: there is no such report', 'id');
    const file = await byParameter(() =>
      withOverride(kept.query, override, (asked) => ({
        scope: enterDataset(context, asked.dataset, options.tenantId),
        report: readReport(asked, context.loaders.window(asked.window), EXPORT_BOUNDS),
      })),
    );
    await sendReport(parts, context, response, { ...file, format, options, title: kept.name });
  };
}

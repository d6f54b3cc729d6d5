import DataLoader from 'dataloader';
import type { Asker } from './asker.js';
import type { SavedReportVersion } from './saved-report.js';
import type { SavedReports } from './saved-reports.js';

type Loader = DataLoader<string, readonly SavedReportVersion[]>;

const loaders = new WeakMap<object, Map<string, Loader>>();

/** The versions of a report, newest first: those that one operation asks for together are read at once. */
export function versionsOf(
  operation: { readonly savedReports: SavedReports },
  asker: Asker,
  id: string,
): Promise<readonly SavedReportVersion[]> {
  let ofOperation = loaders.get(operation);
  if (ofOperation === undefined) loaders.set(operation, (ofOperation = new Map<string, Loader>()));
  const { tenantId } = asker.scope;
  let loader = ofOperation.get(tenantId);
  if (loader === undefined) {
    loader = new DataLoader(async (ids) => {
      const byReport = await operation.savedReports.versions(asker, ids);
      return ids.map((one) => byReport.get(one) ?? []);
    });
    ofOperation.set(tenantId, loader);
  }
  return loader.load(id);
}

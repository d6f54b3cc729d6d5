import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Report } from '../schema/report.js';
import { ReportFilterInput } from '../schema/report-input.js';
import { SavedReport, SavedReportVersion, SaveReportInput } from '../schema/saved-report.js';
import { WindowInput } from '../schema/window.js';
import type { Scope } from '../src/auth/principal.js';
import type { RequestContext } from '../src/context.js';
import { InputError } from '../src/errors.js';
import type { ReportFilter } from '../src/reports/report-request.js';
import { askerOf, mayChange, type Asker } from '../src/saved-reports/asker.js';
import {
  MOST_REPORTS,
  MOST_VERSIONS,
  type SavedReport as KeptReport,
} from '../src/saved-reports/saved-report.js';
import { versionsOf } from '../src/saved-reports/version-loader.js';
import { count, enter, storable } from './root.js';
import { changeOf } from './saved-report-change.js';
import { countRun, MOST_RUNS, runKept } from './saved-report-run.js';

const TENANT = { nullable: true, description: "Another tenant's id; only for admins." } as const;

function ask(context: RequestContext, right: Scope, tenantId?: string | null): Asker {
  return askerOf(context.principal, enter(context, right, tenantId));
}

const shown = (asker: Asker, kept: KeptReport): SavedReport => ({
  ...kept,
  asker,
  kept,
  query: kept.query,
  editable: mayChange(asker, kept),
  updatedAt: kept.savedAt,
  updatedBy: kept.savedBy,
});

/** Reports that are kept. */
@Resolver(() => SavedReport)
export class SavedReportResolver {
  @Query(() => [SavedReport], {
    description: `The reports by name: those of these credentials and those that are shared; for admins all. A tenant has up to ${MOST_REPORTS}.`,
  })
  async savedReports(
    @Ctx() context: RequestContext,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<SavedReport[]> {
    const asker = ask(context, 'analytics:read', tenantId);
    return (await context.savedReports.list(asker)).map((kept) => shown(asker, kept));
  }

  @Query(() => SavedReport, {
    nullable: true,
    description: 'A report; null where these credentials see none of that id.',
  })
  async savedReport(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<SavedReport | null> {
    const asker = ask(context, 'analytics:read', tenantId);
    const kept = await context.savedReports.find(asker, storable('id', id));
    return kept === null ? null : shown(asker, kept);
  }

  @Mutation(() => SavedReport, {
    description: `Keeps a new report, or a new version of one; the newest ${MOST_VERSIONS} versions stay. Needs the scope reports:write.`,
  })
  async saveReport(
    @Ctx() context: RequestContext,
    @Arg('input', () => SaveReportInput, { description: 'The report, or what is to be changed of it.' })
    input: SaveReportInput,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<SavedReport> {
    const asker = ask(context, 'reports:write', tenantId);
    const id = input.id == null ? null : storable('input.id', input.id);
    return shown(asker, await context.savedReports.save(asker, id, changeOf(context, asker.scope, input)));
  }

  @Mutation(() => ID, {
    description:
      'Removes a report with all of its versions: one of these credentials; for admins, any. Needs the scope reports:write.',
  })
  async deleteReport(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: "The report's id." }) id: string,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<string> {
    await context.savedReports.remove(ask(context, 'reports:write', tenantId), storable('id', id));
    return id;
  }

  @FieldResolver(() => [SavedReportVersion], { description: 'What its saves made of it, newest first.' })
  async versions(
    @Root() { asker, id }: SavedReport,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: 20,
      description: `So many at most, up to ${MOST_VERSIONS}.`,
    })
    first: number | null,
  ): Promise<SavedReportVersion[]> {
    const many = count('first', first ?? 20, MOST_VERSIONS);
    const versions = await versionsOf(context, asker, id);
    return versions.slice(0, many).map((version) => ({ ...version, query: version.query }));
  }

  @FieldResolver(() => Report, {
    description: `Its answer now. Needs the right that its dataset needs; up to ${MOST_RUNS} a request.`,
  })
  async run(
    @Root() { asker, kept }: SavedReport,
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, {
      nullable: true,
      description: 'Takes the place of the whole saved window, its zone and comparison included.',
    })
    window?: WindowInput | null,
    @Arg('filters', () => [ReportFilterInput], {
      nullable: true,
      description: 'Come beside the saved filters: what is answered passes all of them.',
    })
    filters?: ReportFilter[] | null,
    @Arg('limit', () => Int, { nullable: true, description: 'Takes the place of the saved limit.' })
    limit?: number | null,
    @Arg('offset', () => Int, { nullable: true, description: 'Takes the place of the saved offset.' })
    offset?: number | null,
    @Arg('version', () => Int, { nullable: true, description: 'A version of it; the newest if left out.' })
    version?: number | null,
  ): Promise<Report> {
    countRun(context);
    const run = version ?? kept.version;
    const query =
      run === kept.version
        ? kept.query
        : (await versionsOf(context, asker, kept.id)).find((one) => one.version === run)?.query;
    if (query === undefined) throw new InputError('version', `there is no version ${run} of the report`);
    return runKept(context, asker.scope, query, { window, filters, limit, offset });
  }
}

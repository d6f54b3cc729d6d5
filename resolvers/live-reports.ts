import { Arg, Ctx, ID, Resolver, Subscription } from 'type-graphql';
import { Report } from '../schema/report.js';
import { ReportQueryInput } from '../schema/report-input.js';
import { DurationScalar } from '../schema/scalars/duration.js';
import type { RequestContext } from '../src/context.js';
import { InputError } from '../src/errors.js';
import { ChangeStream } from '../src/feed/change-stream.js';
import { PAGE_BOUNDS, readReport } from '../src/reports/report.js';
import { reportChanges } from '../src/reports/report-changes.js';
import type { ReportRequest } from '../src/reports/report-request.js';
import { enterDataset } from './dataset-scope.js';
import { runReport } from './reports.js';

interface LiveReportArguments {
  readonly query: ReportRequest;
  readonly throttle?: number | null;
  readonly tenantId?: string | null;
}

const THROTTLE_MS = 1_000;
const [LEAST_THROTTLE_MS, MOST_THROTTLE_MS] = [100, 3_600_000];

function throttleOf(throttle: number | null | undefined): number {
  const milliseconds = throttle ?? THROTTLE_MS;
  if (milliseconds >= LEAST_THROTTLE_MS && milliseconds <= MOST_THROTTLE_MS) return milliseconds;
  throw new InputError('throttle', 'expected a duration from PT0.1S, 100 milliseconds, to one hour');
}

function begin(context: RequestContext, { query, throttle, tenantId }: LiveReportArguments): ChangeStream {
  const scope = enterDataset(context, query.dataset, tenantId);
  const throttleMs = throttleOf(throttle);
  const report = readReport(query, context.loaders.window(query.window), PAGE_BOUNDS);
  return new ChangeStream(context.feed, scope, { ...reportChanges(report, query.window), throttleMs });
}

/** Reports that follow what they cover. */
@Resolver()
export class LiveReportResolver {
  @Subscription(() => Report, {
    description:
      'The report at once, and again each time that data it covers changes, at most once per `throttle`; a window that moves is also looked at every full minute. An answer that is the same as the last one is not sent again.',
    subscribe: ({ args, context }) => {
      const asked: LiveReportArguments = args as LiveReportArguments;
      return begin(context as RequestContext, asked);
    },
  })
  report(
    @Ctx() context: RequestContext,
    @Arg('query', () => ReportQueryInput, { description: 'What is asked.' }) query: ReportRequest,
    @Arg('throttle', () => DurationScalar, {
      nullable: true,
      defaultValue: THROTTLE_MS,
      description:
        'Between two results at least: 100 milliseconds to one hour. The first change after a pause shows at once, the last of many when the time is over.',
    })
    _throttle?: number | null,
    @Arg('tenantId', () => ID, { nullable: true, description: "Another tenant's id; only for admins." })
    tenantId?: string | null,
  ): Promise<Report> {
    context.loaders.apart(tenantId ?? context.principal.tenantId);
    return runReport(context, tenantId, query);
  }
}

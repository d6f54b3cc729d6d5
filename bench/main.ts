import { benchFanout } from './fanout.js';
import { benchDelay } from './delay.js';
import { benchFunnel } from './funnel.js';
import { benchHttp } from './http.js';
import { benchIngest } from './ingest.js';
import { benchPlanner } from './planner.js';
import { benchQuery } from './query.js';
import { benchStalled } from './stalled.js';

/** `npm run bench -- <name> [--name=value …]`: each prints its figures and exits with 1 where a bar is missed. */
const BENCHES: Readonly<Record<string, (options: ReadonlyMap<string, string>) => Promise<boolean>>> = {
  fanout: benchFanout,
  delay: benchDelay,
  funnel: benchFunnel,
  http: benchHttp,
  ingest: benchIngest,
  planner: benchPlanner,
  query: benchQuery,
  stalled: benchStalled,
};

const [name = '', ...rest] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined) {
  process.stderr.write(`expected one of: ${Object.keys(BENCHES).join(', ')}\n`);
  process.exit(2);
}
const options = new Map(
  rest.map((argument) => {
    const [, key = '', value = ''] = /^--([a-z-]+)(?:=(.*))?$/.exec(argument) ?? [];
    return [key, value] as const;
  }),
);
process.exit((await bench(options)) ? 0 : 1);

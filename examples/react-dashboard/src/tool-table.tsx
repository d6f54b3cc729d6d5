import { milliseconds, percent, whole } from './format.js';
import type { DashboardQuery } from './generated/graphql.js';
import { ShareBar } from './share-bar.js';

/** The tools of MCP servers that were called most. */
export function ToolTable({ tools }: { tools: DashboardQuery['mcp']['byTool'] }) {
  if (tools.length === 0) return <p className="empty">No tool was called in this time.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Tool</th>
          <th scope="col" className="number">
            Calls
          </th>
          <th scope="col">Share</th>
          <th scope="col" className="number">
            Errors
          </th>
          <th scope="col" className="number">
            95 % within
          </th>
        </tr>
      </thead>
      <tbody>
        {tools.map(({ tool, others, share, stats }) => (
          <tr key={tool ?? ''} className={others ? 'others' : undefined}>
            <th scope="row">{tool === null ? 'All others' : <code>{tool}</code>}</th>
            <td className="number">{whole(stats.invocations)}</td>
            <td>
              <ShareBar share={share} />
            </td>
            <td className="number">{percent(stats.errorRate)}</td>
            <td className="number">{milliseconds(stats.p95DurationMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

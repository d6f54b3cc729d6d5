/** The severities of the event log, from the least grave to the gravest. */
export const SEVERITIES = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

/** How grave an event is. */
export type Severity = (typeof SEVERITIES)[number];

/**
 * The sign of each severity: shapes that differ in outline, so that they tell the severities apart without any colour,
 * and the word stands beside them.
 */
export const SEVERITY_SIGNS: Readonly<Record<Severity, string>> = {
  DEBUG: '·',
  INFO: '○',
  WARNING: '▲',
  ERROR: '■',
  CRITICAL: '✖',
};

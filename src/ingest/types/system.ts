import { SEVERITIES, type Severity } from '../event.js';
import { optional, required } from '../fields.js';
import { defineType, type EventType } from './event-type.js';
import { logFact } from './log.js';
import { oneOf, text } from './readers.js';

function system(type: string, defaultSeverity: Severity, description: string): EventType {
  const fields = {
    message: required(text),
    severity: optional(oneOf(SEVERITIES), `Default: ${defaultSeverity}`),
  };
  return defineType('log', { type, category: 'SYSTEM', description, fields }, (values, attributes) =>
    logFact({
      category: 'SYSTEM',
      severity: values.severity ?? defaultSeverity,
      message: values.message,
      attributes,
    }),
  );
}

/** Any `system.` type without an entry of its own. */
export const OTHER_SYSTEM_TYPE = system('system.*', 'INFO', 'Anything else that a system has to say');

export const SYSTEM_TYPES: readonly EventType[] = [
  system('system.deployed', 'INFO', 'A version was deployed'),
  system('system.health_alert', 'WARNING', 'Something is unwell'),
  system('system.erp_sync', 'INFO', 'The ERP was synchronized'),
];

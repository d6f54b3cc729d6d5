import { GaugewayError } from '../errors.js';
import { isUnavailable } from './sql-state.js';

/** The error as a caller may read it where the database cannot answer now; any other error as it is. */
export function asUnavailable(error: unknown, message: string): unknown {
  if (!isUnavailable(error)) return error;
  const unavailable = new GaugewayError('UNAVAILABLE', message);
  unavailable.cause = error;
  return unavailable;
}

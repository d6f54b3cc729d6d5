import { GaugewayError } from '../errors.js';
import { isBusy, isUnavailable } from './sql-state.js';

const BUSY = 'This node has no connection to the database to spare now: try again in a moment.';

/** The error as a caller may read it where the database cannot answer now; any other error as it is. */
export function asUnavailable(error: unknown, message: string): unknown {
  if (!isUnavailable(error)) return error;
  const unavailable = new GaugewayError('UNAVAILABLE', isBusy(error) ? BUSY : message);
  unavailable.cause = error;
  return unavailable;
}

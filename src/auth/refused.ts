import { GaugewayError } from '../errors.js';

/** Credentials that are missing, malformed or not taken: UNAUTHENTICATED. The text never repeats what was sent. */
export function refused(message: string): GaugewayError {
  return new GaugewayError('UNAUTHENTICATED', message);
}

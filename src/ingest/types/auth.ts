import type { Severity } from '../event.js';
import { optional, required } from '../fields.js';
import { defineType, withValues, type EventType } from './event-type.js';
import { logFact } from './log.js';
import { label, text } from './readers.js';

const fields = {
  actor: required(label, 'Who: a user, an e-mail address, a key'),
  ip: optional(label),
  method: optional(label, 'How, such as password or saml'),
  reason: optional(text),
};

function auth(type: string, severity: Severity, did: string, description: string): EventType {
  const entry = { type, category: 'AUTH', description, fields } as const;
  return defineType('log', entry, ({ actor, ip, method, reason }, attributes) =>
    logFact({
      category: 'AUTH',
      severity,
      message: `${actor} ${did}${method === null ? '' : ` (${method})`}${reason === null ? '' : `: ${reason}`}`,
      actor,
      attributes: withValues(attributes, { ip, method, reason }),
    }),
  );
}

export const AUTH_TYPES: readonly EventType[] = [
  auth('auth.login', 'INFO', 'logged in', 'Somebody logged in'),
  auth('auth.login_failed', 'WARNING', 'failed to log in', 'Somebody failed to log in'),
  auth('auth.logout', 'INFO', 'logged out', 'Somebody logged out'),
  auth('auth.api_key_created', 'INFO', 'created an API key', 'An API key was created'),
  auth('auth.api_key_revoked', 'INFO', 'revoked an API key', 'An API key was revoked'),
  auth('auth.sso', 'INFO', 'signed in through SSO', 'Somebody came through single sign-on'),
];

import { describe, expect, test } from '@jest/globals';
import { effectiveTenant, hasScope, requireScope } from '../../../src/auth/authorize.js';
import {
  isIdentifier,
  SCOPES,
  scopesAmong,
  type Principal,
  type Scope,
} from '../../../src/auth/principal.js';

const principal = (scopes: readonly Scope[], customerId: string | null = null): Principal => ({
  tenantId: 'acme',
  scopes: new Set(scopes),
  customerId,
  subject: 'key:test',
  expiresAt: null,
});

describe('requireScope', () => {
  test.each(SCOPES)('%s is granted to who has it and to an admin, to nobody else', (scope) => {
    const others = SCOPES.filter((other) => other !== scope && other !== 'admin');
    expect(() => requireScope(principal([scope]), scope)).not.toThrow();
    expect(() => requireScope(principal(['admin']), scope)).not.toThrow();
    expect(() => requireScope(principal(others), scope)).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN', message: expect.stringContaining(scope) }),
    );
    expect(() => requireScope(principal([]), scope)).toThrow(expect.objectContaining({ status: 403 }));
  });

  test.each(SCOPES)('an admin narrowed to a customer has %s unless it is admin', (scope) => {
    expect(hasScope(principal(['admin'], 'globex'), scope)).toBe(scope !== 'admin');
  });
});

describe('effectiveTenant', () => {
  const reader = principal(['analytics:read']);
  const narrowed = principal(['analytics:read'], 'globex');
  const admin = principal(['admin']);
  const narrowedAdmin = principal(['admin'], 'globex');

  test.each<[string, Principal, string | null | undefined, string, string | null]>([
    ['its own by default', reader, undefined, 'acme', null],
    ['its own for null', reader, null, 'acme', null],
    ['its own by name', reader, 'acme', 'acme', null],
    ['its own, narrowed', narrowed, undefined, 'acme', 'globex'],
    ['its own by name, narrowed', narrowed, 'acme', 'acme', 'globex'],
    ['an admin its own', admin, undefined, 'acme', null],
    ['an admin a foreign one', admin, 'umbrella', 'umbrella', null],
    ['a narrowed admin its own', narrowedAdmin, 'acme', 'acme', 'globex'],
  ])('gives %s', (_, who, named, tenantId, customerId) => {
    expect(effectiveTenant(who, named)).toEqual({ tenantId, customerId });
  });

  test.each<[string, Principal, string]>([
    ['a foreign tenant', reader, 'umbrella'],
    ['another casing of its own', reader, 'Acme'],
    ['its own with a space', reader, 'acme '],
    ['an empty name', reader, ''],
    ['a foreign tenant, narrowed', narrowed, 'umbrella'],
    ['a foreign tenant to a narrowed admin', narrowedAdmin, 'umbrella'],
  ])('forbids %s, always in the same words', (_, who, named) => {
    expect(() => effectiveTenant(who, named)).toThrow(
      expect.objectContaining({
        code: 'FORBIDDEN',
        field: 'tenantId',
        message: 'tenantId: another tenant needs the scope admin',
      }),
    );
  });

  test.each(['', 'a\0b', 'x'.repeat(201)])('tells an admin that %j is no id', (named) => {
    expect(() => effectiveTenant(admin, named)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});

test('unknown scope words grant nothing', () => {
  expect(scopesAmong(['admin:all', '', 'ADMIN', 'events:read', '*', 'events:read'])).toEqual(['events:read']);
});

test.each<[string, boolean]>([
  ['acme', true],
  ['Müller & Söhne 株式会社', true],
  ['🦊', true],
  ['x'.repeat(200), true],
  ['', false],
  ['x'.repeat(201), false],
  ['a\nb', false],
  ['a\0', false],
  ['\ud800', false],
])('isIdentifier(%j) is %s', (text, expected) => {
  expect(isIdentifier(text)).toBe(expected);
});

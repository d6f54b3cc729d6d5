import { describe, expect, test } from '@jest/globals';
import { credentialsFrom } from '../../../src/auth/authenticate.js';

describe('credentialsFrom finds the token', () => {
  test.each<[string, unknown, string]>([
    ['in Authorization', { authorization: 'Bearer abc' }, 'abc'],
    ['whatever the casing', { AUTHORIZATION: 'bEARER abc' }, 'abc'],
    ['with spaces about it', { authorization: '  Bearer   abc ' }, 'abc'],
    ['in X-API-Key', { 'x-api-key': 'gw_a_b' }, 'gw_a_b'],
    ['in x-Api-Key', { 'x-Api-Key': ' gw_a_b ' }, 'gw_a_b'],
    ['in apiKey of connectionParams', { apiKey: 'gw_a_b' }, 'gw_a_b'],
    ['in headers of connectionParams', { headers: { Authorization: 'Bearer abc' } }, 'abc'],
    ['in Headers, as X-API-Key', { Headers: { 'X-API-Key': 'gw_a_b' } }, 'gw_a_b'],
    ['sent twice alike', { authorization: 'Bearer gw_a_b', 'x-api-key': 'gw_a_b' }, 'gw_a_b'],
    ['repeated alike', { 'x-api-key': ['gw_a_b', 'gw_a_b'] }, 'gw_a_b'],
    ['beside a proxy’s Basic', { authorization: 'Basic dTpw', 'x-api-key': 'gw_a_b' }, 'gw_a_b'],
    ['beside an empty header', { authorization: '', 'x-api-key': 'gw_a_b' }, 'gw_a_b'],
    ['as the password of Basic', { authorization: `Basic ${btoa('anyone:gw_a_b')}` }, 'gw_a_b'],
    ['as the user of bASIC', { authorization: `bASIC  ${btoa('gw_a_b:')}` }, 'gw_a_b'],
    [
      'beside the Basic of another key',
      { authorization: `Basic ${btoa(':gw_c_d')}`, apiKey: 'gw_a_b' },
      'gw_a_b',
    ],
    ['among other headers', { host: 'x', cookie: ['a', 'b'], authorization: 'Bearer abc' }, 'abc'],
  ])('%s', (_, source, token) => {
    expect(credentialsFrom(source)).toEqual({ token });
  });
});

describe('credentialsFrom finds none', () => {
  test.each<[string, unknown]>([
    ['in nothing', undefined],
    ['in null', null],
    ['in a text', 'Bearer abc'],
    ['in a list', ['Bearer abc']],
    ['in an empty record', {}],
    ['in empty headers', { authorization: '', 'x-api-key': ' ' }],
    ['where the value is null', { apiKey: null, authorization: undefined }],
    ['two levels deep', { headers: { headers: { apiKey: 'gw_a_b' } } }],
    ['where headers is no record', { headers: 'authorization' }],
    ['in inherited fields', Object.create({ apiKey: 'gw_a_b' })],
  ])('%s', (_, source) => {
    expect(credentialsFrom(source)).toBeNull();
  });
});

describe('credentialsFrom refuses', () => {
  test.each<[string, unknown, RegExp]>([
    ['two that differ', { authorization: 'Bearer abc', 'x-api-key': 'gw_a_b' }, /two different credentials/],
    ['two casings that differ', { Authorization: 'Bearer abc', authorization: 'Bearer d' }, /two different/],
    ['headers beside fields', { apiKey: 'gw_a_b', headers: { apiKey: 'gw_c_d' } }, /two different/],
    ['another scheme alone', { authorization: 'Basic dTpw' }, /expected `Bearer/],
    ['Basic without a key', { authorization: `Basic ${btoa('gw_a_b:secret')}` }, /expected `Bearer/],
    ['Basic that is none', { authorization: 'Basic :gw_a_b' }, /expected `Bearer/],
    ['no scheme', { authorization: 'abc' }, /expected `Bearer/],
    ['a scheme without token', { authorization: 'Bearer ' }, /expected `Bearer/],
    ['a broken Bearer beside a key', { authorization: 'Bearer a b', apiKey: 'gw_a_b' }, /expected `Bearer/],
    ['what is no text', { authorization: 42 }, /authorization: expected text/],
    ['an object for a key', { apiKey: { $ne: null } }, /apiKey: expected text/],
    ['a token of 8 kB', { apiKey: 'x'.repeat(8193) }, /longer than 8192/],
  ])('%s', (_, source, message) => {
    expect(() => credentialsFrom(source)).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED', message: expect.stringMatching(message) }),
    );
  });
});

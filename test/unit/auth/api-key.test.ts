import { expect, test } from '@jest/globals';
import {
  hashSecret,
  looksLikeApiKey,
  newApiKey,
  parseApiKey,
  secretMatches,
} from '../../../src/auth/api-key.js';

test('a new key has the shape that scanners look for and reads back into its parts', () => {
  const key = newApiKey();
  expect(key.text).toMatch(/^gw_[0-9a-hjkmnp-tv-z]{12}_[0-9A-Za-z]{33}$/);
  expect(encodeURIComponent(key.text)).toBe(key.text);
  expect(looksLikeApiKey(key.text)).toBe(true);
  expect(parseApiKey(key.text)).toEqual({ id: key.id, secret: key.secret });
});

test('the secret is at least 192 bits and no two keys are alike', () => {
  expect(33 * Math.log2(62)).toBeGreaterThanOrEqual(192);
  const keys = Array.from({ length: 500 }, newApiKey);
  expect(new Set(keys.map((key) => key.id)).size).toBe(500);
  expect(new Set(keys.map((key) => key.secret)).size).toBe(500);
});

test('only the hash of the secret is kept, and only that secret has it', () => {
  const key = newApiKey();
  expect(key.secretHash).toEqual(hashSecret(key.secret));
  expect(key.secretHash).toHaveLength(32);
  expect(secretMatches(key.secret, key.secretHash)).toBe(true);
  expect(secretMatches(newApiKey().secret, key.secretHash)).toBe(false);
  expect(secretMatches(key.secret, key.secretHash.subarray(0, 31))).toBe(false);
});

const id = '0123456789ab';
const secret = 'S'.repeat(33);

test.each([
  ['nothing', ''],
  ['the prefix alone', 'gw_'],
  ['no secret', `gw_${id}`],
  ['an empty secret', `gw_${id}_`],
  ['a short secret', `gw_${id}_${secret.slice(1)}`],
  ['a short id', `gw_012345678_${secret}`],
  ['an id with capitals', `gw_0123456789AB_${secret}`],
  ['another prefix', `gh_${id}_${secret}`],
  ['something before it', ` gw_${id}_${secret}`],
  ['something after it', `gw_${id}_${secret}\n`],
  ['another part', `gw_${id}_${secret}_x`],
  ['a NUL', `gw_${id}_${secret}\0`],
])('%s is no key', (_, text) => {
  expect(parseApiKey(text)).toBeNull();
});

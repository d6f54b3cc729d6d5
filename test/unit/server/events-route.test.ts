import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { GaugewayError } from '../../../src/errors.js';
import type { IngestCaller } from '../../../src/ingest/event.js';
import { ExactNumber } from '../../../src/ingest/json.js';
import { acceptAll, KEY, openStage, type Stage } from './stage.js';

let stage: Stage;
let calls: { values: readonly unknown[]; caller: IngestCaller }[] = [];
let failure: Error | null = null;
beforeAll(async () => {
  stage = await openStage({
    maxBodyBytes: 2_000,
    ingest: async (values, caller) => {
      calls.push({ values, caller });
      if (failure !== null) throw failure;
      return acceptAll(values);
    },
  });
});
afterAll(() => stage.gateway.close());
beforeEach(() => {
  calls = [];
  failure = null;
});

async function post(
  body: string | Uint8Array,
  headers: Record<string, string>,
): Promise<{ status: number; answer: unknown; headers: Headers }> {
  const response = await stage.fetch('/v1/events', { method: 'POST', body: body as string, headers });
  return { status: response.status, answer: await response.json(), headers: response.headers };
}

const STRUCTURED = { 'content-type': 'application/cloudevents+json' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
const JSON_TYPE = { 'content-type': 'application/json' };
const accepted = (...ids: string[]): object => ({
  accepted: ids.length,
  duplicates: 0,
  conflicts: 0,
  rejected: 0,
  events: ids.map((id, index) => ({ index, id, verdict: 'ACCEPTED', reason: null })),
});

describe('formats', () => {
  test('one structured event', async () => {
    const { status, answer, headers } = await post(
      '{"id":"a","data":{"n":0.12345678901234567890}}',
      STRUCTURED,
    );
    expect([status, answer]).toEqual([200, accepted('a')]);
    expect([headers.get('content-type'), headers.get('cache-control')]).toEqual([
      'application/json; charset=utf-8',
      'no-store',
    ]);
    expect(calls).toEqual([
      {
        values: [{ id: 'a', data: { n: new ExactNumber('0.12345678901234567890') } }],
        caller: { tenantId: 'acme', platform: false, customerId: null },
      },
    ]);
  });

  test('a batch, and an empty one that troubles nobody', async () => {
    expect((await post('[{"id":"a"},{"id":"b"}]', BATCH)).answer).toEqual(accepted('a', 'b'));
    calls = [];
    expect(await post('[]', BATCH)).toMatchObject({ status: 200, answer: accepted() });
    expect(calls).toEqual([]);
  });

  test('plain JSON, either way', async () => {
    expect((await post('[{"id":"a"}]', JSON_TYPE)).answer).toEqual(accepted('a'));
    expect((await post('\uFEFF{"id":"b"}', JSON_TYPE)).answer).toEqual(accepted('b'));
  });

  test('the binary mode', async () => {
    const { status, answer } = await post('{"quantity":1}', {
      'content-type': 'application/json; charset=utf-8',
      'ce-specversion': '1.0',
      'ce-id': '100%25 sure',
      'ce-source': '/caf%C3%A9',
      'ce-type': 'usage.recorded',
    });
    expect([status, answer]).toEqual([200, accepted('100% sure')]);
    expect(calls[0]?.values).toEqual([
      {
        specversion: '1.0',
        id: '100% sure',
        source: '/café',
        type: 'usage.recorded',
        datacontenttype: 'application/json; charset=utf-8',
        data: { quantity: 1 },
      },
    ]);
  });

  test('gzip', async () => {
    const packed = await post(gzipSync('[{"id":"a"}]'), { ...BATCH, 'content-encoding': 'gzip' });
    expect([packed.status, packed.answer]).toEqual([200, accepted('a')]);
  });
});

describe('refusals have one shape', () => {
  test.each([
    ['no credentials', '[]', { ...BATCH, 'x-api-key': '' }, 401, 'UNAUTHENTICATED'],
    ['a key without the scope', '[]', { ...BATCH, 'x-api-key': 'reader' }, 403, 'FORBIDDEN'],
    ['malformed JSON', '[{]', BATCH, 400, 'BAD_USER_INPUT'],
    ['an empty body', '', BATCH, 400, 'BAD_USER_INPUT'],
    ['no array', '{}', BATCH, 400, 'BAD_USER_INPUT'],
    ['no object', '[]', STRUCTURED, 400, 'BAD_USER_INPUT'],
    ['neither', '3', JSON_TYPE, 400, 'BAD_USER_INPUT'],
    ['no UTF-8', new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d]), BATCH, 400, 'BAD_USER_INPUT'],
    ['no gzip', '[]', { ...BATCH, 'content-encoding': 'gzip' }, 400, 'BAD_USER_INPUT'],
    ['too large', `["${'x'.repeat(3_000)}"]`, BATCH, 413, 'PAYLOAD_TOO_LARGE'],
    [
      'too large when unpacked',
      gzipSync(`["${'x'.repeat(100_000)}"]`),
      { ...BATCH, 'content-encoding': 'gzip' },
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['text', 'x', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'another charset',
      '[]',
      { 'content-type': `${BATCH['content-type']}; charset=utf-16` },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['another encoding', '[]', { ...BATCH, 'content-encoding': 'br' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('%s', async (_, body, headers, status, code) => {
    const answered = await post(body, headers);
    expect([answered.status, answered.answer]).toEqual([
      status,
      { error: expect.objectContaining({ code, message: expect.any(String) }) },
    ]);
    expect(calls).toEqual([]);
  });

  test('415 lists what is accepted', async () => {
    const { answer, headers } = await post('x', { 'content-type': 'text/plain' });
    expect(headers.get('accept-post')).toContain('application/x-ndjson');
    expect(JSON.stringify(answer)).toContain('application/cloudevents-batch+json');
    const encoded = await post('x', { ...BATCH, 'content-encoding': 'br' });
    expect(encoded.headers.get('accept-encoding')).toBe('gzip');
  });

  test('an outage is 503 with Retry-After; a fault of ours is masked', async () => {
    failure = new GaugewayError('UNAVAILABLE', 'The database is away');
    for (const headers of [BATCH, { 'content-type': 'application/x-ndjson' }]) {
      const { status, answer, headers: sent } = await post('[{"id":"a"}]', headers);
      expect([status, sent.get('retry-after')]).toEqual([503, '2']);
      expect(answer).toEqual({ error: { code: 'UNAVAILABLE', message: 'The database is away' } });
    }
    failure = new Error('INSERT secret');
    const { status, answer } = await post('[{"id":"a"}]', { ...BATCH, 'x-request-id': 'mine-3' });
    expect([status, answer]).toEqual([
      500,
      { error: { code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error', requestId: 'mine-3' } },
    ]);
    expect(JSON.stringify(stage.log)).toContain('INSERT secret');
  });
});

test('an admin writes for the platform', async () => {
  await post('[{"id":"a"}]', { ...BATCH, 'x-api-key': 'admin' });
  expect(calls[0]?.caller).toMatchObject({ platform: true });
  expect(JSON.stringify(stage.log)).not.toContain(KEY);
});

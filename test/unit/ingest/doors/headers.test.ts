import { describe, expect, test } from '@jest/globals';
import { binaryEvent, decodeHeader } from '../../../../src/ingest/doors/binary.js';
import { formatOf } from '../../../../src/ingest/doors/media-type.js';

describe('formatOf', () => {
  test.each([
    ['application/cloudevents+json', {}, 'structured'],
    ['Application/CloudEvents+JSON; charset=UTF-8', {}, 'structured'],
    ['application/cloudevents-batch+json', { 'ce-id': 'a' }, 'batch'],
    ['application/x-ndjson; charset="utf-8"', {}, 'ndjson'],
    ['application/json', {}, 'json'],
    ['application/json', { 'ce-id': 'a' }, 'binary'],
    ['application/vnd.acme+json', { 'ce-type': 'a' }, 'binary'],
    [undefined, { 'ce-specversion': '1.0' }, 'binary'],
  ])('%s %j: %s', (contentType, headers, format) => {
    expect(
      formatOf({ ...(contentType === undefined ? {} : { 'content-type': contentType }), ...headers }),
    ).toBe(format);
  });

  test.each([
    ['text/plain', {}],
    ['text/plain', { 'ce-id': 'a' }],
    ['application/vnd.acme+json', {}],
    ['application/cloudevents+avro', { 'ce-id': 'a' }],
    ['application/cloudevents+protobuf+json', { 'ce-id': 'a' }],
    ['application/json; charset=utf-16', {}],
    [undefined, {}],
  ])('%s %j is refused', (contentType, headers) => {
    const given = { ...(contentType === undefined ? {} : { 'content-type': contentType }), ...headers };
    expect(() => formatOf(given)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_MEDIA_TYPE' }));
  });
});

describe('decodeHeader', () => {
  test.each([
    ['plain', 'plain'],
    ['100%25', '100%'],
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['%e2%82%ac', '€'],
    ['100%', '100%'],
    ['%zz%2', '%zz%2'],
    ['%2520', '%20'],
    ['"quoted \\"and\\" %22"', 'quoted "and" "'],
    [Buffer.from('raw €').toString('latin1'), 'raw €'],
  ])('%j is %j', (value, expected) => {
    expect(decodeHeader('ce-source', value)).toBe(expected);
  });

  test.each(['%ff', '%C3', '\u00ff'])('%j is no UTF-8', (value) => {
    expect(() => decodeHeader('ce-source', value)).toThrow(expect.objectContaining({ field: 'ce-source' }));
  });
});

describe('binaryEvent', () => {
  test('data comes from the body alone, and its type from Content-Type', () => {
    const headers = {
      'content-type': 'application/json',
      'ce-id': 'a',
      'ce-data': 'x',
      'ce-data_base64': 'x',
      'ce-datacontenttype': 'x',
      'ce-': 'x',
      host: 'x',
    };
    expect(binaryEvent(headers, '[1]')).toEqual({ id: 'a', datacontenttype: 'application/json', data: [1] });
    expect(binaryEvent({ 'ce-id': 'a' }, ' \n')).toEqual({ id: 'a' });
  });

  test('a header cannot touch the prototype', () => {
    const event = binaryEvent({ ['ce-__proto__']: 'x' }, '');
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
    expect(Object.keys(event)).toEqual(['__proto__']);
  });
});

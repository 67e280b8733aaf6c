import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explain, idOf, toRecord } from '../../../providers/godaddy/answers.js';

const items: readonly (readonly [type: string, data: string, priority: number | undefined, content: string])[] = [
  ['MX', 'mail.example.com', 10, '10 mail.example.com'],
  ['MX', 'mail.example.com', 0, '0 mail.example.com'],
  ['MX', 'mail.example.com', undefined, 'mail.example.com'],
  ['A', '192.0.2.1', 0, '192.0.2.1'],
  ['TXT', 'one', undefined, 'one'],
];

describe('what godaddy answers', () => {
  for (const [type, data, priority, content] of items) {
    it(`is the record ${type} ${content}, whatever its priority: ${priority}`, () => {
      const item = { type, name: 'a', data, ttl: 600, ...(priority !== undefined && { priority }) };
      const record = toRecord(item);
      assert.equal(record.content, content);
      assert.equal(record.id, idOf(item));
    });
  }

  it('says why not', () => {
    const said = (status: number, data: unknown) =>
      explain({ status, data, ok: status < 400, headers: {}, text: '' } as unknown as Parameters<typeof explain>[0]);
    assert.equal(said(200, { code: 'DUPLICATE_RECORD' }), undefined);
    assert.deepEqual(said(422, { code: 'DUPLICATE_RECORD' }), {
      code: 'RECORD_EXISTS',
      serviceCode: 'DUPLICATE_RECORD',
    });
    assert.deepEqual(said(409, {}), { code: 'SERVER', retryable: true });
    assert.deepEqual(said(429, { code: 'TOO_MANY', retryAfterSec: 2 }), {
      serviceCode: 'TOO_MANY',
      retryAfterMs: 2000,
    });
    assert.deepEqual(said(500, 'words'), {});
  });
});

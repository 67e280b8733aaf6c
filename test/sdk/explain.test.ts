import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { explainRefusals, explainStatus, explainWords, type HttpResponse } from '../../core/sdk/index.js';

function answer(status: number, text: string): HttpResponse {
  const data: unknown = text.startsWith('{') ? JSON.parse(text) : undefined;
  return { status, ok: status < 400, headers: {}, cookies: [], text, data };
}

describe('failures told by words', () => {
  const explain = explainWords([
    [/exists/i, 'RECORD_EXISTS'],
    [/zone/, 'ZONE_NOT_FOUND'],
    [/too many/, 'RATE_LIMITED', { retryAfterMs: 30_000 }],
  ]);

  it('are of the first kind whose words fit', () => {
    assert.deepEqual(explain(answer(400, 'the zone Exists')), { code: 'RECORD_EXISTS' });
    assert.deepEqual(explain(answer(404, 'no such zone')), { code: 'ZONE_NOT_FOUND' });
    assert.deepEqual(explain(answer(400, 'too many')), { code: 'RATE_LIMITED', retryAfterMs: 30_000 });
  });

  it('are otherwise what the status says, and a success stays one', () => {
    assert.equal(explain(answer(400, 'broken')), undefined);
    assert.equal(explain(answer(200, 'exists')), undefined);
  });
});

describe('failures told by a status', () => {
  it('are of the kind that the status has, and others are left to the rest', () => {
    const explain = explainStatus({ 409: 'RECORD_EXISTS' });
    assert.deepEqual(explain(answer(409, '')), { code: 'RECORD_EXISTS' });
    assert.equal(explain(answer(404, '')), undefined);
  });
});

describe('refusals in the body', () => {
  const Refusal = z
    .object({ error: z.string(), number: z.number().optional() })
    .transform(({ error, number }) => ({ message: error, serviceCode: number }));
  const explain = explainRefusals(Refusal, [
    [/^42$/, 'RATE_LIMITED'],
    [/^7 .*gone/, 'RECORD_NOT_FOUND'],
    [/exists/, 'RECORD_EXISTS'],
    [/switched off/, 'AUTHENTICATION', { hint: 'Switch it on' }],
  ]);

  it('are failures whatever the status, of a kind by code or words', () => {
    const refusal = answer(200, '{"error":"slow down","number":42}');
    assert.deepEqual(explain(refusal), { code: 'RATE_LIMITED', message: 'slow down', serviceCode: '42' });
    assert.deepEqual(explain(answer(200, '{"error":"it exists"}')), { code: 'RECORD_EXISTS', message: 'it exists' });
    const off = { code: 'AUTHENTICATION', message: 'switched off', hint: 'Switch it on' };
    assert.deepEqual(explain(answer(403, '{"error":"switched off"}')), off);
    assert.equal(explain(answer(200, '{"error":"it is gone","number":7}'))?.code, 'RECORD_NOT_FOUND');
    assert.equal(explain(answer(200, '{"error":"it is gone","number":8}'))?.code, undefined);
    assert.deepEqual(explain(answer(200, '{"error":" "}')), { message: 'no reason given' });
  });

  it('are otherwise what the status or the last argument says', () => {
    assert.deepEqual(explain(answer(500, '{"error":"broken"}')), { message: 'broken' });
    const final = explainRefusals(Refusal, [], 'API');
    assert.deepEqual(final(answer(500, '{"error":"broken"}')), { code: 'API', message: 'broken' });
  });

  it('are nothing else', () => {
    assert.equal(explain(answer(200, '{"records":[]}')), undefined);
    assert.equal(explain(answer(200, '')), undefined);
  });
});

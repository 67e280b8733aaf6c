import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { isFailure } from '../../../core/sdk/index.js';
import { createKas } from '../../../providers/allinkl/kas.js';
import { type Answers, watchedHttp } from '../watched-http.js';

const soap = 'https://kasapi.kasserver.com/soap';
const within = (body: string) => `<e:Envelope xmlns:e="e"><e:Body>${body}</e:Body></e:Envelope>`;
const login: Answers = { [`POST ${soap}/KasAuth.php`]: within('<r><return>token</return></r>') };
const item = (key: string, value: string) => `<item><key>${key}</key>${value}</item>`;
const map = (items: string) => `<value type="Map">${items}</value>`;

function saying(info: string, delay = ''): Answers {
  const response = map(delay + item('ReturnInfo', info));
  return { ...login, [`POST ${soap}/KasApi.php`]: within(`<r><return>${item('Response', response)}</return></r>`) };
}

function open(answers: Answers, now = () => 0) {
  const { http, seen } = watchedHttp(answers);
  // A pause that begins ends at once, by a failure.
  const call = createKas({ http, login: 'w1', password: 'p', now, signal: () => AbortSignal.abort() });
  return { call, seen };
}

describe('the API of ALL-INKL', () => {
  it('is asked as it wants to be', async () => {
    const { call, seen } = open(saying('<value>done</value>'));
    assert.equal(await call('act', { a: 1 }, z.string()), 'done');
    assert.deepEqual(
      seen.requests.map(({ headers }) => headers.soapaction),
      ['"urn:xmethodsKasApiAuthentication#KasAuth"', '"urn:xmethodsKasApi#KasApi"'],
    );
  });

  it('has the pause that it asks for, and no longer', async () => {
    for (const [seconds, later, isEarly] of [
      ['0.5', 0, true],
      ['0.5', 499, true],
      ['0.5', 500, false],
      ['0.5', 501, false],
      ['3600', 29_999, true],
      ['3600', 30_000, false],
      [undefined, 0, false],
    ] as const) {
      const delay = seconds === undefined ? '' : item('KasFloodDelay', `<value>${seconds}</value>`);
      let now = 0;
      const { call } = open(saying('<value>done</value>', delay), () => now);
      await call('act', {}, z.string());
      now = later;
      const again = call('act', {}, z.string());
      if (isEarly) await assert.rejects(again, `${later}`);
      else assert.equal(await again, 'done');
    }
  });

  it('says how long a flood is to be waited for', async () => {
    for (const [detail, retryAfterMs, words = 'flood_protection', code = 'RATE_LIMITED'] of [
      ['1.5', 1500],
      ['0', 0],
      ['soon', undefined],
      ['7', undefined, 'record_id_not_found', 'RECORD_NOT_FOUND'],
    ] as const) {
      const fault = `<Fault><faultstring>${words}</faultstring><detail>${detail}</detail></Fault>`;
      const { call } = open({ ...login, [`POST ${soap}/KasApi.php`]: within(fault) });
      await assert.rejects(
        call('act', {}, z.string()),
        (error) => isFailure(error, code) && error.retryAfterMs === retryAfterMs,
        detail,
      );
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { downloadCertificate } from '../../core/acme/certificate.js';
import { createOrder } from '../../core/acme/new-order.js';
import { fetchRenewalInfo, fetchRenewalInfoOf } from '../../core/acme/renewal-info.js';
import { revokeCertificate } from '../../core/acme/revoke.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { listeningLogger } from '../store/volume.js';
import { certificatePem, issuedBy, rfc9773Certificate } from './certificate-fixture.js';
import { base, key, play, type Reply } from './scripted-api.js';

const prefix = 'urn:ietf:params:acme:error:';
const isResponse = (error: unknown) => isFailure(error, 'RESPONSE');

describe('an order', () => {
  const made = (names: readonly string[], more: object = {}) => ({
    headers: { location: `${base}/order/1` },
    data: {
      status: 'pending',
      identifiers: names.map((value) => ({ value })),
      authorizations: [],
      finalize: `${base}/finalize`,
    },
    ...more,
  });
  const domains = ['a.example', 'b.example'];
  const sent = (more: object = {}) =>
    `newOrder once: createOrder ${JSON.stringify({ identifiers: domains.map((value) => ({ type: 'dns', value })), ...more })}`;
  const line = { clock: { now: () => 0 }, directory: { renewalInfo: `${base}/ari` }, directoryUrl: `${base}/dir` };

  function order(replies: readonly Reply[], request: object = {}, more: object = {}) {
    const log = listeningLogger();
    const { told, context } = play({ createOrder: replies, getOrder: [made(domains)] }, { line, log, ...more });
    return { told, log, made: createOrder(context, { domains, ...request }) };
  }

  it('names what it replaces where the CA may know it, and is made without where that was the trouble', async () => {
    const refused = (status: number | undefined, type: string | undefined) =>
      new Failure('ACME', 'no', { status, serviceCode: type });
    const table: readonly [Error, again: boolean][] = [
      [refused(409, undefined), true],
      [refused(404, undefined), true],
      [refused(403, `${prefix}unauthorized`), true],
      [refused(400, `${prefix}malformed`), true],
      [refused(undefined, `${prefix}alreadyReplaced`), true],
      [refused(400, `${prefix}rejectedIdentifier`), false],
      [refused(undefined, undefined), false],
      [refused(405, 'malformed'), false],
      [new TypeError('a mistake'), false],
    ];
    for (const [error, again] of table) {
      const { told, log, made: work } = order([error, made(domains)], { replaces: 'x.y' });
      if (again) assert.equal((await work).url, `${base}/order/1`);
      else await assert.rejects(work, error);
      assert.deepEqual(told, [sent({ replaces: 'x.y' }), ...(again ? [sent()] : [])]);
      assert.equal(log.warnings.length, again ? 1 : 0);
    }
    const without = { line: { ...line, directory: {} } };
    const unnamed = order([made(domains)], { replaces: 'x.y' }, without);
    await unnamed.made;
    assert.deepEqual(unnamed.told, [sent()]);
    await assert.rejects(order([refused(409, undefined)]).made);
  });

  it('has a profile that the CA has, or none', async () => {
    const ca = { profiles: { short: 'days' } };
    const known = order([made(domains)], { profile: 'short' }, { ca });
    await known.made;
    assert.deepEqual(known.told, [sent({ profile: 'short' })]);
    for (const profile of ['other', 'toString']) {
      const unknown = order([made(domains)], { profile }, { ca });
      await assert.rejects(unknown.made, (error) => isFailure(error, 'CONFIG') && error.place === `${base}/dir`);
      assert.deepEqual(unknown.told, []);
    }
  });

  it('is for the names that were asked for, and looked at where its description was lost', async () => {
    const table: readonly [Reply, words: RegExp | undefined][] = [
      [made(['B.example', 'a.example']), undefined],
      [made([...domains, 'a.example']), undefined],
      [made(['a.example']), /for fewer names/],
      [made([...domains, 'c.example']), /for c\.example, which/],
      [made(['a.example', 'c.example']), /for c\.example, which/],
      [{ ...made(domains), headers: {} }, /no URL for the order/],
    ];
    for (const [reply, words] of table) {
      const work = order([reply]).made;
      if (words === undefined) await work;
      else await assert.rejects(work, (error) => isFailure(error, 'RESPONSE') && words.test(error.message));
    }
    const lost = order([{ headers: { location: `${base}/order/1` } }]);
    assert.equal((await lost.made).status, 'pending');
    assert.deepEqual(lost.told, [sent(), `order: getOrder "${base}/order/1"`]);
  });
});

describe('a revocation', () => {
  it('is signed by the account or by the key of the certificate, for a reason', async () => {
    for (const [options, call, reason] of [
      [{}, 'revokeCert', 0],
      [{ reason: 'superseded' }, 'revokeCert', 4],
      [{ reason: 'keyCompromise', certificateKey: key }, 'apiResourceRequest "revokeCert"', 1],
    ] as const) {
      const { told, context } = play();
      await revokeCertificate(context, { certificatePem, ...options });
      const payload = `{"certificate":"${Buffer.from(certificatePem.split('\n').slice(1, -2).join(''), 'base64').toString('base64url')}","reason":${reason}}`;
      const signing = 'certificateKey' in options ? ' [200] {"includeJwsKid":false}' : '';
      assert.deepEqual(told, [`revokeCert: ${call} ${payload}${signing}`]);
    }
  });

  it('that was made before is one; any other refusal is none', async () => {
    for (const own of [{}, { certificateKey: key }]) {
      const refusing = (error: Error) =>
        revokeCertificate(play({ revokeCert: [error], apiResourceRequest: [error] }).context, {
          certificatePem,
          ...own,
        });
      await refusing(new Failure('ACME', 'no', { serviceCode: `${prefix}alreadyRevoked` }));
      for (const error of [new Failure('ACME', 'no'), new Failure('NETWORK', 'no'), new TypeError('a mistake')])
        await assert.rejects(refusing(error), error);
    }
  });
});

describe('a download', () => {
  const chains = {
    usual: issuedBy('leaf', 'R1') + issuedBy('R1', 'Old Root'),
    other: issuedBy('leaf', 'R1') + issuedBy('R1', 'New Root'),
  };
  const url = `${base}/cert/1`;

  function serving(first: readonly unknown[], preferred?: string) {
    const asked: string[] = [];
    const log = listeningLogger();
    const api = () => ({
      async apiRequest(wanted: string, payload: null, statuses: number[]) {
        assert.deepEqual([payload, statuses], [null, [200]]);
        asked.push(wanted);
        const data = wanted === url ? first[Math.min(asked.length, first.length) - 1] : chains.other;
        if (data instanceof Error) throw data;
        return { status: 200, headers: { link: '</cert/2>;rel="alternate"' }, data };
      },
    });
    return { asked, log, work: downloadCertificate(api as never, url, preferred, log) };
  }

  it('is tried three times where what came is no chain', async () => {
    for (const [answers, tries, ok] of [
      [[chains.usual], 1, true],
      [['cut', chains.usual], 2, true],
      [[{}, undefined, chains.usual], 3, true],
      [['cut'], 3, false],
      [[{}], 3, false],
    ] as const) {
      const { asked, work } = serving(answers);
      if (ok) assert.equal((await work).fullchain, chains.usual);
      else await assert.rejects(work, isResponse);
      assert.equal(asked.length, tries);
    }
    const away = new Failure('NETWORK', 'away');
    const lost = serving([away]);
    await assert.rejects(lost.work, away);
    assert.equal(lost.asked.length, 1);
  });

  it('is of the chain that was asked for, of which others are looked at only where they may be that', async () => {
    for (const [preferred, asked, chain, found] of [
      [undefined, 1, chains.usual, true],
      ['Old Root', 1, chains.usual, true],
      ['New Root', 2, chains.other, true],
      ['Nobody', 2, chains.usual, false],
    ] as const) {
      const got = serving([chains.usual], preferred);
      const { fullchain, preferred: isPreferred } = await got.work;
      assert.deepEqual([fullchain, isPreferred], [chain, found]);
      assert.deepEqual(got.asked, [url, `${base}/cert/2`].slice(0, asked));
      assert.equal(got.log.warnings.length, found ? 0 : 1);
    }
  });
});

describe('renewal information', () => {
  const window = { start: '2030-01-01T00:00:00Z', end: '2030-01-02T00:00:00Z' };
  const minute = 60_000;

  function ask(data: unknown, retryAfter?: string, renewalInfo: string | undefined = `${base}/ari/`) {
    const sent: unknown[] = [];
    const line = {
      directory: { renewalInfo },
      userAgent: 'agent/1',
      clock: { now: () => 0 },
      wire: {
        async send(request: object, { resource, repeatable }: { resource: string; repeatable: boolean }) {
          sent.push({ ...request, resource, repeatable });
          return { status: 200, headers: { ...(retryAfter && { 'retry-after': retryAfter }) }, data };
        },
      },
    } as never;
    return { line, sent };
  }

  it('is asked for by the name of the certificate, and again between a minute and a day later', async () => {
    for (const [asked, minutes] of [
      [undefined, 360],
      ['1', 1],
      ['61', 61 / 60],
      ['86399', 86_399 / 60],
      ['90000', 1440],
    ] as const) {
      const { line, sent } = ask({ suggestedWindow: window, explanationURL: 'why' }, asked);
      const info = await fetchRenewalInfo(line, rfc9773Certificate);
      assert.deepEqual(info, {
        window: { start: new Date(window.start), end: new Date(window.end) },
        explanationUrl: 'why',
        retryAfterMs: Math.round(minutes * minute),
      });
      const url = `${base}/ari/aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE`;
      const headers = { 'user-agent': 'agent/1' };
      assert.deepEqual(sent, [{ url, method: 'GET', headers, resource: 'renewalInfo', repeatable: true }]);
    }
  });

  it('is none of a certificate or a CA that has none, nor a window that has no length', async () => {
    const { line, sent } = ask({ suggestedWindow: window });
    assert.equal(await fetchRenewalInfo(line, certificatePem), undefined);
    const none = ask({}, undefined, '');
    assert.deepEqual(sent, []);
    await assert.rejects(fetchRenewalInfoOf(none.line, 'x'), isResponse);
    for (const end of [window.start, '2029-12-31T00:00:00Z'])
      await assert.rejects(fetchRenewalInfoOf(ask({ suggestedWindow: { ...window, end } }).line, 'x'), isResponse);
    const without = { directory: {} } as never;
    assert.equal(await fetchRenewalInfoOf(without, 'x'), undefined);
  });
});

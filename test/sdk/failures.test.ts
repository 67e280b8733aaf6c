import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { helpPage } from '../../core/manifest/help-page.js';
import { attributing, type Originator, restate } from '../../core/sdk/attribute.js';
import { describeFailure, describePlain, Failure, isFailure, originOf, plainFailure } from '../../core/sdk/index.js';

const details = {
  hint: 'Ask S3cret again',
  place: 'https://api.example/S3cret',
  status: 403,
  serviceCode: '9109 S3cret',
  provider: 'cloudflare',
  profile: 'work',
};
const capabilities = { granularity: 'record', duplicates: 'rejected', types: ['TXT'] } as const;
const redact = (text: string) => text.replaceAll('S3cret', '[secret]');

describe('a failure', () => {
  it('is known as one by every copy of the package, and shows no cause where there is none', () => {
    const own = new Failure('API', 'no');
    const others = Object.assign(new Error('no'), { [Symbol.for('letsencrypt-dns.failure')]: true, code: 'API' });
    for (const error of [own, others])
      assert.deepEqual([isFailure(error), isFailure(error, 'API'), isFailure(error, 'DNS')], [true, true, false]);
    for (const error of [Object.assign(new Error('no'), { code: 'API' }), null, 'API']) assert.ok(!isFailure(error));
    assert.ok(!('cause' in own));
    assert.equal(new Failure('API', 'no', { cause: others }).cause, others);
  });
});

describe('a failure as data', () => {
  it('keeps who refused, and loses secrets in every text', () => {
    const failure = new Failure('AUTHENTICATION', 'no S3cret', details);
    assert.deepEqual(plainFailure(failure), { code: 'AUTHENTICATION', message: 'no S3cret', ...details });
    assert.deepEqual(plainFailure(failure, redact), {
      code: 'AUTHENTICATION',
      message: 'no [secret]',
      hint: 'Ask [secret] again',
      place: 'https://api.example/[secret]',
      status: 403,
      serviceCode: '9109 [secret]',
      provider: 'cloudflare',
      profile: 'work',
    });
  });

  it('has no fields that are not known', () => {
    assert.deepEqual(plainFailure(new Failure('API', 'no')), { code: 'API', message: 'no' });
    assert.deepEqual(plainFailure(new TypeError('x is not a function')), {
      code: 'INTERNAL',
      message: 'x is not a function',
    });
  });

  const sentences: readonly (readonly [Parameters<typeof describePlain>[0], string])[] = [
    [{ code: 'API', message: 'no' }, 'no'],
    [{ code: 'API', message: 'no.' }, 'no.'],
    [{ code: 'API', message: 'no.', hint: 'Do it' }, 'no. Do it'],
    [{ code: 'API', message: 'no', place: 'domains.conf:1:2' }, 'no (domains.conf:1:2)'],
    [{ code: 'API', message: 'no', provider: 'ovh', profile: 'environment' }, 'no (ovh)'],
    [{ code: 'API', message: 'no', provider: 'ovh', profile: 'b', status: 500 }, 'no (ovh, profile b, HTTP 500)'],
    [{ code: 'API', message: 'no', serviceCode: '81057', hint: 'Do it' }, 'no (code 81057). Do it'],
  ];
  for (const [plain, sentence] of sentences) {
    it(`reads: ${sentence}`, () => assert.equal(describePlain(plain), sentence));
  }

  it('reads the same as the failure itself', () => {
    const failure = new Failure('API', 'no', details);
    assert.equal(describeFailure(failure), describePlain(plainFailure(failure)));
    assert.equal(originOf({}), '');
  });
});

describe('work at a provider', () => {
  const who = { provider: 'ovh', profile: 'b' };
  async function failureOf(error: unknown, originator: Originator = who): Promise<unknown> {
    try {
      await attributing(originator, async () => {
        throw error;
      });
    } catch (caught) {
      return caught;
    }
    return undefined;
  }

  it('gives its failures its name, and changes nothing else of them', async () => {
    const first = new Failure('API', 'no', { status: 400, retryable: true, retryAfterMs: 5, hint: 'Do it' });
    const failure = (await failureOf(first)) as Failure;
    const { code, message, provider, profile, status, retryable, retryAfterMs, hint, cause } = failure;
    assert.deepEqual(
      { code, message, provider, profile, status, retryable, retryAfterMs, hint },
      { code: 'API', message: 'no', ...who, status: 400, retryable: true, retryAfterMs: 5, hint: 'Do it' },
    );
    assert.equal(cause, first);
  });

  it('keeps a name that is there, and blames nobody for a stop or for a mistake of ours', async () => {
    const named = new Failure('API', 'no', { provider: 'gandi' });
    const stopped = new Failure('ABORTED', 'stopped');
    const mistake = new TypeError('x');
    for (const error of [named, stopped, mistake]) assert.equal(await failureOf(error), error);
    assert.equal(await attributing(who, async () => 3), 3);
  });

  it('names the page about its credential where that is refused or is none', async () => {
    const page = 'docs/providers/ovh.md';
    const cases: readonly (readonly [Failure, string | undefined])[] = [
      [new Failure('AUTHENTICATION', 'no'), `See ${page}`],
      [new Failure('AUTHENTICATION', 'no', { hint: 'Make a key' }), `Make a key; see ${page}`],
      [new Failure('CONFIG', 'no key', { hint: `Make a key as ${page} says` }), `Make a key as ${page} says`],
      [new Failure('API', 'no', { hint: 'Do it' }), 'Do it'],
    ];
    for (const [error, hint] of cases) {
      assert.equal(((await failureOf(error, { ...who, page })) as Failure).hint, hint);
      assert.equal(((await failureOf(error)) as Failure).hint, error.hint, 'there is no page');
    }
  });

  it('has the page of a built-in provider, and what a package says of itself', () => {
    const manifest = { id: 'x', title: 'X', options: {}, website: 'https://x.example', capabilities } as const;
    const registered = { manifest, moduleUrl: '' };
    assert.equal(helpPage({ ...registered, origin: 'built in' }), 'docs/providers/x.md');
    assert.equal(helpPage({ ...registered, origin: 'dns-x' }), 'https://x.example');
  });

  it('says the same in other words', () => {
    const first = new Failure('ACME', 'no', details);
    const second = restate(first, 'at staging: no');
    assert.deepEqual(plainFailure(second), { ...plainFailure(first), message: 'at staging: no' });
    assert.equal(second.retryable, first.retryable);
  });
});

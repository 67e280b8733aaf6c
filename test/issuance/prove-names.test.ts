import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ParkedWait } from '../../core/challenges/index.js';
import { proveNames } from '../../core/issuance/orders/prove-names.js';
import { Failure } from '../../core/sdk/failure.js';
import { certificate, now } from './fixtures.js';
import { authorizationOf, createScripted, failing, orderOf, type Script } from './scripted.js';

const a = certificate('a.example.com');

describe('proving names', () => {
  const prove = async (script: Script, subject = a, order = orderOf(subject.domains)) => {
    const world = createScripted({ certificates: [subject], ...script });
    const onStep = () => {};
    const proof = { order, account: world.account, onStep };
    const result = await proveNames(world.context, subject, proof).catch((error: unknown) => error);
    return { ...world, result };
  };
  const wild = certificate('a.example.com', { domains: ['a.example.com', '*.a.example.com'] });

  it('takes turns where one value is all that there is room for, and waits for each clean-up', async () => {
    const { told } = await prove({ singleTxt: 'name' }, wild);
    assert.deepEqual(told.slice(4), [
      ...[
        'publish a.example.com v-a.example.com',
        'visible',
        'answer a.example.com',
        'wait valid a.example.com',
        'clean up',
      ],
      ...[
        'publish a.example.com v-*.a.example.com',
        'visible',
        'answer a.example.com',
        'wait ready',
        'clean up',
        'settle ',
      ],
    ]);
    const together = await prove({}, wild);
    assert.ok(together.told.includes('publish a.example.com v-a.example.com,v-*.a.example.com'));
    assert.deepEqual(
      together.told.filter((text) => text.startsWith('answer')),
      ['answer a.example.com', 'answer a.example.com'],
    );
  });

  it('tells of each step before it is made', async () => {
    const { context, account, told } = createScripted({ certificates: [a] });
    const onStep = (step: string) => void told.push(`step ${step}`);
    await proveNames(context, a, { order: orderOf(a.domains), account, onStep });
    const before = (step: string) => told[told.lastIndexOf(`step ${step}`) + 1];
    assert.deepEqual(['order', 'records', 'validation'].map(before), [
      'authorizations',
      'locate a.example.com v-a.example.com domains.conf:1',
      'answer a.example.com',
    ]);
    assert.equal(told[told.indexOf('step propagation') + 1], 'visible');
  });

  it('begins a turn only once the value of the one before is gone', async () => {
    let gone = 0;
    const before: number[] = [];
    const published = {
      awaitVisible: async () => void before.push(gone),
      async cleanUp() {
        for (let turns = 0; turns < 10; turns += 1) await new Promise((resolve) => setImmediate(resolve));
        gone += 1;
      },
    };
    await prove({ singleTxt: 'name', published }, wild);
    assert.deepEqual([before, gone], [[0, 1], 2]);
  });

  it('answers also what has no value, and asks nothing of the CA for an order that is past its proof', async () => {
    const bare = { ...authorizationOf(a.name), recordValue: undefined } as never;
    const { told } = await prove({ ca: { authorizations: async () => [bare] } });
    assert.ok(told.includes('answer a.example.com') && told.includes('locate a.example.com  domains.conf:1'));
    const past = await prove({}, a, orderOf(a.domains, { status: 'processing' }));
    assert.deepEqual(
      [past.told, (past.result as { status?: string }).status],
      [['drop kept a.example.com'], 'processing'],
    );
  });

  it('does not wait for a clean-up that nobody needs, and does where the place has room for one', async () => {
    for (const [singleTxt, waits] of [
      [undefined, false],
      ['name', true],
    ] as const) {
      let release = () => {};
      const hanging = new Promise<void>((resolve) => {
        release = resolve;
      });
      const proved = prove({ published: { cleanUp: () => hanging }, ...(singleTxt && { singleTxt }) }).then(
        () => 'proved',
      );
      const first = await Promise.race([proved, new Promise((resolve) => setTimeout(resolve, 50, 'waits'))]);
      assert.equal(first, waits ? 'waits' : 'proved');
      release();
      assert.equal(await proved, 'proved');
    }
  });

  it('cleans up whatever fails', async () => {
    for (const script of [
      { published: { awaitVisible: failing('PROPAGATION') } },
      { ca: { answer: failing('NETWORK') } },
      { ca: { waitReady: failing('VALIDATION') } },
      { published: { awaitVisible: () => Promise.reject(new ParkedWait(now)) } },
      { ca: { waitValid: failing('VALIDATION') }, singleTxt: 'name' as const },
    ]) {
      const cleaned: number[] = [];
      const published = { ...script.published, cleanUp: async () => void cleaned.push(1) };
      const { result, told } = await prove({ ...script, published }, script.singleTxt ? wild : a);
      assert.ok(result instanceof Error);
      assert.equal(cleaned.length, 1);
      assert.match(told.at(-1) ?? '', /^(?:settle|clean up)/);
    }
  });

  it('counts as failed what the CA refused, all where it does not tell, none where it was not asked', async () => {
    const two = certificate('a.example.com', { domains: ['a.example.com', 'b.example.com'] });
    let asked = 0;
    const second = (after: () => Promise<unknown>) => ({
      waitReady: failing('VALIDATION'),
      authorizations: async () =>
        asked++ === 0 ? two.domains.map((name) => authorizationOf(name)) : ((await after()) as never),
    });
    const table: readonly [ca: NonNullable<Script['ca']>, settled: string][] = [
      [
        second(async () => [authorizationOf('a.example.com', 'valid'), authorizationOf('b.example.com', 'invalid')]),
        'b.example.com',
      ],
      [
        second(async () => two.domains.map((name) => authorizationOf(name, 'deactivated'))),
        'a.example.com,b.example.com',
      ],
      [second(failing('NETWORK')), 'a.example.com,b.example.com'],
      [{ waitReady: failing('NETWORK') }, ''],
    ];
    for (const [ca, settled] of table) {
      asked = 0;
      const { told, result } = await prove({ ca }, two);
      assert.ok(result instanceof Failure);
      assert.ok(told.includes(`settle ${settled}`), told.join('\n'));
    }
  });

  it('tells an order that ran out while it waited from a refusal', async () => {
    const expired = new Failure('ACME', 'it ran out', { serviceCode: 'orderExpired' });
    const answer = failing('ACME', { status: 400 });
    const invalid = async (url: string) => orderOf([a.name], { url, status: 'invalid' });
    const ranOut = await prove({ ca: { answer, order: invalid, waitReady: () => Promise.reject(expired) } });
    assert.equal(ranOut.result, expired);
    const refused = await prove({ ca: { answer } });
    assert.equal((refused.result as Failure).status, 400);
    assert.ok(!refused.told.includes('wait ready'));
    const other = await prove({ ca: { answer: failing('NETWORK'), order: failing('INTERNAL') } });
    assert.equal((other.result as Failure).code, 'NETWORK');
  });
});

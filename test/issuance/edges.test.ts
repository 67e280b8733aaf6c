import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recognizeLetsEncrypt } from '../../core/issuance/orders/lets-encrypt.js';
import { planPass } from '../../core/issuance/pass/plan-pass.js';
import { differencesIn } from '../../core/issuance/plan/actions.js';
import { continueLineages } from '../../core/issuance/plan/continue-lineages.js';
import { differencesOf } from '../../core/issuance/plan/differences.js';
import { paceOrders } from '../../core/issuance/plan/pace.js';
import { plan } from '../../core/issuance/plan/plan.js';
import { letsEncryptLimits } from '../../core/issuance/rate-limits/limits.js';
import { certificate, fingerprint, hour, lineage, now, planInput, state } from './fixtures.js';
import { createPasses } from './scripted-pass.js';

const name = 'a.example.com';
const server = 'https://acme.example/directory';
const a = certificate(name);

it('Let’s Encrypt and its staging CA are known by their addresses, and by what a test says', () => {
  const real = recognizeLetsEncrypt({});
  const production = 'https://acme-v02.api.letsencrypt.org/directory';
  const staging = 'https://acme-staging-v02.api.letsencrypt.org/directory';
  const table: readonly [url: string, isOne: boolean, stagingOf: string | undefined, isStaging: boolean][] = [
    [production, true, staging, false],
    [staging, true, undefined, true],
    ['https://acme-v03.api.letsencrypt.org/dir', true, undefined, false],
    ['https://letsencrypt.org/', true, undefined, false],
    ['https://notletsencrypt.org/', false, undefined, false],
    ['https://letsencrypt.org.example/', false, undefined, false],
    ['no address', false, undefined, false],
  ];
  for (const [url, ...expected] of table)
    assert.deepEqual([real.isOne(url), real.stagingOf(url), real.isStaging(url)], expected, url);
  const played = recognizeLetsEncrypt({ LETSENCRYPT_DNS_TEST_LETSENCRYPT: 'p  s' });
  assert.deepEqual(
    [played.isOne('p'), played.stagingOf('p'), played.isStaging('s'), played.isOne('x')],
    [true, 's', true, false],
  );
});

describe('differences', () => {
  const own = [{ about: 'name' }] as never;
  it('of an action are its own, or those of what waits', () => {
    const keep = { kind: 'keep', name, differences: own } as never;
    for (const [action, expected] of [
      [keep, own],
      [{ kind: 'create', name, differences: own }, own],
      [{ kind: 'wait', name, pending: { kind: 'renew', differences: own } }, own],
      [{ kind: 'wait', name, pending: undefined }, []],
      [{ kind: 'wait', name, pending: { kind: 'remove' } }, []],
      [{ kind: 'remove', name }, []],
    ] as const)
      assert.deepEqual(differencesIn(action as never), expected);
  });

  it('are told whole, in one order', () => {
    const there = lineage(name);
    const renewal = { ...there.renewal, reuseKey: true, preferredChain: 'Old', profile: 'classic' };
    const explicit = {
      keyType: 'line 1',
      reuseKey: 'line 2',
      preferredChain: 'line 3',
      acmeProfile: 'line 4',
    } as never;
    const asked = certificate(name, {
      ...{ keyType: 'rsa', reuseKey: false, preferredChain: 'New', acmeProfile: 'short', explicit },
      server: 'https://other.example/',
    });
    const found = differencesOf(asked, { ...there, renewal }, server, true);
    const change = (about: string, present: string, configured: string, line: number) => ({
      ...{ about, present, configured, outcome: 'now' },
      text: `${about} changes from ${present} to ${configured} now, by line ${line}`,
    });
    assert.deepEqual(found, [
      {
        ...{ about: 'CA', present: server, configured: asked.server, outcome: 'kept' },
        text: `CA stays ${server}, which issued it, though ${asked.server} is configured`,
      },
      change('key type', 'ecdsa256', 'rsa2048', 1),
      change('key reuse', 'on', 'off', 2),
      change('chain', 'Old', 'New', 3),
      change('profile', 'classic', 'short', 4),
    ]);
    const [replaced] = differencesOf(asked, { ...there, renewal }, asked.server, false);
    assert.deepEqual(
      [replaced?.outcome, replaced?.text],
      ['at the next renewal', `CA changes from the staging server ${server} to ${asked.server} at the next renewal`],
    );
    const bare = { ...there, renewal: undefined, server: undefined, certificate: undefined } as never;
    assert.deepEqual(differencesOf(asked, bare, server, true), []);
  });
});

describe('the plan', () => {
  it('keeps what is not due, though it failed before', () => {
    const failed = { failedConfiguration: fingerprint(a, state([a])), backOff: { failures: 2, notBefore: now + hour } };
    const lastFailure = { at: now, step: 's', code: 'c', message: 'm' };
    const memory = new Map([[name, { ...failed, lastFailure }]]);
    assert.equal(plan(planInput([a], [lineage(name)], { memory }))[0]?.kind, 'keep');
    assert.equal(plan(planInput([a], [], { memory }))[0]?.kind, 'wait');
  });

  it('goes on as a lineage of ours that has names; of two that are as near, as the first', () => {
    const line = certificate('n', { domains: ['n', 'a'] });
    const continued = (...lineages: Parameters<typeof continueLineages>[1]) =>
      continueLineages(state([line]), lineages).certificates[0]?.name;
    assert.equal(continued(lineage('x', { domains: [] })), 'n');
    assert.equal(continued(lineage('x', { domains: ['a'] }), lineage('y', { domains: ['a'] })), 'x');
    const [gone] = continueLineages(state([line]), [lineage('x', { domains: ['a'] })]).certificates;
    assert.deepEqual([gone?.isNameGiven, gone?.continues], [true, 'n'], 'it is not moved once more');
    const three = certificate('n', { domains: ['n', 'a', 'b'] });
    const foreignNames = [lineage('x', { domains: ['b'] }), lineage('y', { domains: ['a'] })];
    assert.equal(continueLineages(state([three]), foreignNames).certificates[0]?.name, 'y');
    const unchanged = state([line]);
    assert.equal(continueLineages(unchanged, [lineage('x', { domains: ['z'] })]), unchanged);
  });

  it('spreads renewals where there are many certificates, of which it may be given a few', async () => {
    const { services } = createPasses([]);
    for (const [count, isSpread] of [
      [99, false],
      [100, true],
      [undefined, false],
    ] as const) {
      const request = { state: state([a]), ...(count !== undefined && { count }) };
      const [action] = await planPass(services, request, [lineage(name)]);
      assert.ok(action?.kind === 'keep');
      assert.equal(/or more to spread/.test(action.next?.why ?? ''), isSpread);
    }
  });

  it('removes most of what there is at once where somebody allows that', async () => {
    const { services } = createPasses([]);
    const there = ['b', 'c'].map((letter) => lineage(`${letter}.example.com`));
    for (const [request, kinds] of [
      [{}, ['wait', 'wait']],
      [{ allowRemovals: false }, ['wait', 'wait']],
      [{ allowRemovals: true }, ['remove', 'remove']],
    ] as const) {
      const actions = await planPass(services, { state: state([]), ...request }, there);
      assert.deepEqual(
        actions.map(({ kind }) => kind),
        kinds,
      );
    }
  });

  it('is of those alone that somebody names, by line or by lineage', async () => {
    const { services } = createPasses([]);
    const line = certificate('b.example.com', { domains: ['b.example.com', 'x'] });
    const of = async (...only: string[]) => {
      const request = { state: state([a, line]), only: new Set(only) };
      const there = [lineage(name), lineage('x', { domains: ['x'] })];
      return (await planPass(services, request, there)).map((action) => action.name);
    };
    assert.deepEqual([await of(name), await of('b.example.com'), await of('none')], [[name], ['x'], []]);
  });

  it('lets orders wait for what they wait for longest, the first of several, and renewals by what is left', () => {
    const limit = letsEncryptLimits['certificates with these names'];
    const domains = letsEncryptLimits['certificates of this domain'];
    const issue = (more: object = {}) =>
      ({ kind: 'create', name, server, reason: 'due', certificate: a, lineage: undefined, ...more }) as never;
    function reasons(actions: readonly never[], used: [string, number][], blocked: [string, number][] = []) {
      const standing = { used: new Map(used), blocked: new Map(blocked) };
      const given = { actions, memory: new Map(), standing, now, first: new Set<string>() };
      return paceOrders({ ...given, isLetsEncrypt: () => true, accountOf: () => 'u' }).map((action) =>
        action.kind === 'wait' ? `${action.name}: ${action.reason}` : action.name,
      );
    }
    const both: [string, number][] = [
      ['domain u example.com', now + 49 * domains.refillMs + hour],
      [`set u ${name}`, now + 4 * limit.refillMs + hour],
    ];
    const waits = (what: string) => [`${name}: due; it waits for its turn, as the CA allows ${what}`];
    assert.deepEqual(reasons([issue()], both), waits('50 certificates of this domain for a time (example.com)'));
    const later = both.map(([key, at]): [string, number] => [key, key.startsWith('set') ? at + 1 : at]);
    assert.deepEqual(reasons([issue()], later), waits(`5 certificates with these names for a time (${name})`));
    const pauses: [string, number][] = ['orders u', 'domain u example.com'].map((key) => [key, now + hour]);
    assert.deepEqual(reasons([issue()], [], pauses), [`${name}: due; the CA asked for a pause (u)`]);
    const renew = (one: string, ageDays: number) =>
      issue({ kind: 'renew', name: one, certificate: certificate(one), lineage: lineage(one, { ageDays }) });
    const one: [string, number][] = [['domain u example.com', now + 49 * domains.refillMs]];
    const [late, later2] = reasons([renew('b.example.com', 70), renew('c.example.com', 80)], one);
    assert.deepEqual([later2, late?.split(':')[0]], ['c.example.com', 'b.example.com']);
  });
});

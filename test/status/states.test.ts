import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Action } from '../../core/issuance/plan/actions.js';
import {
  certificateStates,
  describeState,
  isAlarming,
  stateWords,
  troubles,
} from '../../core/issuance/status/certificate-state.js';
import { certificateStatus, type StatusInput } from '../../core/issuance/status/certificate-status.js';
import { renderPage } from '../../core/status/page/render-page.js';
import { now, report, status } from './made-up.js';

const dayMs = 24 * 3600_000;
const failure = { at: now - 1000, step: 'records', code: 'API', message: 'no' };

/** The pieces of a lineage and an action that a status is made of. */
function input(more: {
  action?: object;
  lineage?: object | undefined;
  memory?: object;
  owed?: readonly string[];
}): StatusInput {
  const lineage = {
    name: 'a.example',
    health: 'good',
    version: 3,
    domains: ['a.example'],
    certificate: { notBefore: new Date(now - dayMs), notAfter: new Date(now + 10.9 * dayMs), keyType: 'ecdsa256' },
    server: 'https://ca.example/dir',
  };
  const action = {
    kind: 'keep',
    name: 'a.example',
    reason: 'it is not due',
    certificate: { domains: ['a.example'] },
    differences: [],
  };
  return {
    action: { ...action, ...more.action } as unknown as Action,
    lineage: ('lineage' in more && more.lineage === undefined
      ? undefined
      : { ...lineage, ...more.lineage }) as StatusInput['lineage'],
    memory: more.memory as StatusInput['memory'],
    owed: more.owed ?? [],
    isStaging: (server) => server.includes('staging'),
    now,
  };
}

const expired = { certificate: { notBefore: new Date(0), notAfter: new Date(now), keyType: 'rsa2048' } };
const known = { certificate: { notBefore: new Date(0), notAfter: new Date(now + dayMs), fingerprint: 'AB:12' } };
const broken = { health: { broken: 'its key does not fit' } };
const renew = { kind: 'renew', reason: 'it is due' };
const cases: readonly (readonly [string, Parameters<typeof input>[0], string, readonly string[]])[] = [
  ['nothing wrong', {}, 'ok', []],
  ['a renewal that is due', { action: renew }, 'due', []],
  [
    'a lineage of somebody else',
    { action: { certificate: undefined }, lineage: expired, owed: ['pfx'] },
    'unmanaged',
    [],
  ],
  ['the end of its validity', { action: renew, lineage: expired }, 'expired', ['expired']],
  [
    'a second before it',
    { lineage: { certificate: { ...expired.certificate, notAfter: new Date(now + 1) } } },
    'ok',
    [],
  ],
  ['a failure', { action: renew, memory: { lastFailure: failure } }, 'failing', ['failing']],
  ['a failure of what is no longer asked for', { memory: { lastFailure: failure } }, 'ok', []],
  ['no certificate', { action: { kind: 'create' }, lineage: undefined }, 'missing', ['missing']],
  [
    'none, after a failure',
    { action: { kind: 'create' }, lineage: undefined, memory: { lastFailure: failure } },
    'failing',
    ['failing', 'missing'],
  ],
  ['damaged files', { action: { kind: 'repair' }, lineage: broken }, 'damaged', ['damaged']],
  [
    'files that cannot be read',
    { action: { kind: 'wait' }, lineage: { health: { unreadable: 'EIO' } } },
    'damaged',
    ['damaged'],
  ],
  [
    'a revocation of ours',
    { lineage: known, memory: { revoked: { fingerprint: 'ab12', at: now } } },
    'revoked',
    ['revoked'],
  ],
  [
    'a revocation of the one before',
    { lineage: known, memory: { revoked: { fingerprint: 'cd34', at: now } } },
    'ok',
    [],
  ],
  ['an owed step', { owed: ['pfx'] }, 'owed', ['owed']],
  ['a staging CA', { lineage: { server: 'https://staging.example/dir' } }, 'staging', ['staging']],
  [
    'everything at once',
    {
      action: renew,
      lineage: { ...expired, ...broken, server: 'https://staging.example/dir' },
      memory: { lastFailure: failure },
      owed: ['pfx'],
    },
    'expired',
    ['expired', 'failing', 'damaged', 'owed', 'staging'],
  ],
];

describe('the state of a certificate', () => {
  for (const [name, given, state, found] of cases) {
    it(`with ${name} is ${state}`, () => {
      const { state: is, troubles: are } = certificateStatus(input(given));
      assert.deepEqual([is, are], [state, found]);
    });
  }

  it('comes with what is known of it', () => {
    const memory = {
      lastSuccessAt: now - 5,
      lastFailure: failure,
      renewal: { explanationUrl: 'https://ca.example/why' },
    };
    const { notBefore, notAfter, ...rest } = certificateStatus(input({ action: renew, memory, owed: ['pfx'] }));
    assert.deepEqual(rest, {
      name: 'a.example',
      domains: ['a.example'],
      state: 'failing',
      troubles: ['failing', 'owed'],
      version: 3,
      keyType: 'ecdsa256',
      issuer: undefined,
      serial: undefined,
      server: 'https://ca.example/dir',
      daysLeft: 10,
      next: { action: 'renew', at: undefined, why: 'it is due' },
      lastSuccess: new Date(now - 5),
      lastError: { ...failure, at: new Date(failure.at) },
      explanationUrl: 'https://ca.example/why',
      owedSteps: ['pfx'],
      differences: [],
    });
  });

  it('has words, an exit code and a place in the order', () => {
    assert.deepEqual(certificateStates, [...troubles, 'due', 'ok', 'unmanaged']);
    assert.equal(describeState('ok', []), 'ok');
    assert.equal(describeState('failing', ['failing', 'missing']), 'failing, never issued');
    assert.deepEqual(
      troubles.filter((trouble) => !isAlarming(trouble)),
      ['staging'],
    );
  });
});

describe('the page', () => {
  function pageOf(content: Parameters<typeof report>, search = ''): string {
    return renderPage({ report: report(...content), passes: [], version: '1', search });
  }
  const heading = (page: string) => /<h1>(.*?)<\/h1><p>(.*?)<\/p>/.exec(page)?.slice(1);

  for (const trouble of troubles) {
    it(`calls ${trouble} by its name, and does not say that all is well`, () => {
      const page = pageOf([[status({ name: 'b.example', troubles: [trouble] }), status()]]);
      assert.deepEqual(heading(page), ['A certificate needs a look', `1 ${stateWords[trouble]}`]);
      assert.match(page, /class="hero note"/);
      assert.match(page, /<title>! A certificate/);
      // What needs a hand stands before what is well.
      assert.match(page, /Needs a hand[\s\S]*b\.example<\/a><\/h3>[\s\S]*All well[\s\S]*a\.example<\/a><\/h3>/);
    });
  }

  it('says that all is well where it is', () => {
    const page = pageOf([[status(), status({ name: 'b.example', state: 'due' })]]);
    assert.deepEqual(heading(page), ['All certificates are in order', 'The first one expires in 80 days.']);
    assert.match(page, /class="hero good"/);
    assert.doesNotMatch(page, /Needs a hand|<title>!/);
  });

  it('says what it says of many, of none, and of what is not managed', () => {
    const many = [
      status({ name: 'b', troubles: ['failing', 'missing'] }),
      status({ name: 'c', troubles: ['missing'] }),
    ];
    assert.deepEqual(heading(pageOf([many])), ['2 certificates need a look', '1 failing · 2 never issued']);
    assert.deepEqual(heading(pageOf([[]])), ['No certificates yet', 'Nothing to watch over.']);
    assert.match(pageOf([[]]), /write a line into domains\.conf/);
    assert.match(pageOf([[status({ state: 'unmanaged' })]]), /<h2[^>]*>Not managed<\/h2>/);
  });

  it('is alarmed with health, and tells of a pass at work', () => {
    const health = { healthy: false, problems: [{ certificate: 'a.example', reason: 'expired' }] };
    const page = pageOf([[status({ troubles: ['expired'] })], { health, passRunningSince: now - 3 * 60_000 }]);
    assert.deepEqual(heading(page), ['A certificate needs you', '1 expired · A pass has been at work for 3 min']);
    assert.match(page, /class="hero bad"/);
    const hanging = { healthy: false, problems: [{ reason: 'a pass has been running since then' }] };
    const other = pageOf([[status()], { health: hanging, passRunningSince: now - 9 * 3600_000 }]);
    assert.deepEqual(heading(other), ['Something hangs', 'a pass has been running since then']);
  });

  it('shows the failure with who refused, and what is owed', () => {
    const lastError = {
      at: new Date(now),
      step: 'records',
      code: 'API',
      message: '<no>',
      hint: 'Do it',
      provider: 'ovh',
    };
    const page = pageOf([[status({ troubles: ['failing', 'owed'], lastError, owedSteps: ['pfx', 'docker-exec'] })]]);
    assert.match(page, /&lt;no&gt; <span class="origin">\(ovh\)<\/span>/);
    assert.match(page, /<p class="hint">Do it<\/p>/);
    assert.match(page, /Still to be done after the issue: pfx, docker-exec/);
    assert.equal(page.match(/class="badge /g)?.length, 2);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderPlan } from '../../core/cli/render-plan.js';
import { renderStatus } from '../../core/cli/render-status.js';
import type { Action } from '../../core/issuance/plan/actions.js';
import { outputColumns, renderRows } from '../../core/terminal/layout.js';
import { hang, wrap } from '../../core/terminal/wrap.js';
import { now, status } from '../status/made-up.js';

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

describe('rows', () => {
  const header = ['NAME', 'STATE', 'WHY'];
  const rows = [
    ['a.example', 'ok', 'it is not due and it will not be due for quite some time'],
    ['long.name.example', 'due', 'it is'],
  ];

  it('are a table where it fits, and wherever lines may be long', () => {
    const table = [
      'NAME              STATE WHY',
      'a.example         ok    it is not due and it will not be due for quite some time',
      'long.name.example due   it is',
    ].join('\n');
    assert.equal(renderRows(header, rows, undefined), table);
    assert.equal(renderRows(header, rows, 80), table);
  });

  it('have their last column broken where there is room for that', () => {
    assert.equal(
      renderRows(header, rows, 60),
      [
        'NAME              STATE WHY',
        'a.example         ok    it is not due and it will not be due',
        '                        for quite some time',
        'long.name.example due   it is',
      ].join('\n'),
    );
  });

  it('are blocks where there is none, without what is empty', () => {
    assert.equal(
      renderRows(header, [...rows, ['b', '-', '']], 40),
      [
        'a.example',
        '  state  ok',
        '  why    it is not due and it will not',
        '         be due for quite some time',
        '',
        'long.name.example',
        '  state  due',
        '  why    it is',
        '',
        'b',
      ].join('\n'),
    );
    assert.equal(
      renderRows(
        header,
        [
          ['a', 'b', 'c'],
          ['', '', 'd'],
        ],
        5,
      ),
      'a\n  state  b\n  why    c\n  why    d',
    );
  });

  it('hold nothing that acts on a terminal, and no line that is none', () => {
    for (const columns of [undefined, 80, 10]) {
      const text = renderRows(['A', 'B'], [['x\x1b[1m', 'one\ntwo']], columns);
      assert.doesNotMatch(text, /[^\P{Cc}\n]|^two/mu);
    }
  });
});

describe('text', () => {
  it('is broken at blanks, and long words stand alone', () => {
    assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
    assert.deepEqual(wrap('one two three', 6), ['one', 'two', 'three']);
    assert.deepEqual(wrap('a https://long.example/x b', 5), ['a', 'https://long.example/x', 'b']);
    assert.deepEqual(wrap('', 5), ['']);
    assert.deepEqual(hang('  - ', 'one two three four five', 4, 24), ['  - one two three four', '    five']);
  });

  it('goes as wide as the terminal, or as COLUMNS says where there is none', () => {
    assert.equal(process.stdout.isTTY ?? false, false);
    assert.equal(outputColumns({}), undefined);
    assert.equal(outputColumns({ COLUMNS: '72' }), 72);
    for (const COLUMNS of ['', 'wide', '0', '-3']) assert.equal(outputColumns({ COLUMNS }), undefined);
  });
});

describe('status for people', () => {
  const lastError = { at: new Date(now), step: 'records', code: 'API', message: 'no', provider: 'ovh', hint: 'Do it' };
  const all = [
    status(),
    status({
      name: 'b.example',
      troubles: ['failing', 'missing'],
      lastError,
      keyType: undefined,
      next: { action: 'none', at: undefined, why: 'it waits' },
    }),
    status({
      name: 'c.example',
      troubles: ['owed', 'staging'],
      owedSteps: ['pfx'],
      server: 'https://staging.example/dir',
    }),
    status({
      name: 'd.example',
      troubles: ['revoked'],
      explanationUrl: 'https://ca.example/why',
      next: { action: 'renew', at: undefined, why: 'now' },
    }),
  ];

  it('names every trouble, in the table and below it', () => {
    const text = renderStatus(all, undefined);
    assert.match(text, /^CERTIFICATE +STATE +DOMAINS +KEY +ISSUER +NOT AFTER +DAYS +NEXT +WHY$/m);
    assert.match(
      text,
      /^a\.example +ok +a\.example +ecdsa256 +CA +2030-07-20 +80 +renew 2030-06-20 00:00 policy: a third is left$/m,
    );
    assert.match(text, /^b\.example +failing, never issued +a\.example +- .* - +it waits$/m);
    assert.match(text, /^c\.example +owes a step, staging /m);
    assert.match(text, /^d\.example +revoked .* renew now +now$/m);
    assert.match(text, /^b\.example: failed 2030-05-01T00:00:00\.000Z at records: no \(ovh\)\. Do it$/m);
    assert.match(text, /^c\.example: still owed: pfx; the next pass tries again$/m);
    assert.match(
      text,
      /^c\.example: it is from the staging CA https:\/\/staging\.example\/dir, and nobody trusts it$/m,
    );
    assert.match(text, /^d\.example: it has been revoked$/m);
    assert.match(text, /^d\.example: the CA explains an early renewal at https:\/\/ca\.example\/why$/m);
    assert.equal(renderStatus([], 80), 'no certificates');
  });

  it('fits into narrow terminals', () => {
    const domains = Array.from({ length: 12 }, (_, index) => `name${index}.shop.example.com`);
    for (const columns of [40, 60, 80, 100]) {
      const text = renderStatus([...all, status({ domains })], columns);
      assert.ok(widest(text) <= columns, `${widest(text)} of ${columns}\n${text}`);
      assert.match(text, /^b\.example\n {2}state +failing, never issued$/m);
    }
  });
});

describe('the plan for people', () => {
  const actions = [
    { kind: 'keep', name: 'a.example', reason: 'it is not due', differences: [{ text: 'profile classic stays' }] },
    { kind: 'create', name: 'b.example', reason: 'there is no certificate yet', differences: [] },
  ] as unknown as Action[];

  it('has the steps that are owed beside what is done', () => {
    const owed = new Map([['a.example', ['pfx', 'docker-exec']]]);
    assert.equal(
      renderPlan(actions, owed, undefined),
      [
        'ACTION CERTIFICATE WHY',
        'keep   a.example   it is not due',
        '                   profile classic stays',
        'run    a.example   post-issue steps that have not succeeded yet: pfx, docker-exec',
        'create b.example   there is no certificate yet',
      ].join('\n'),
    );
    assert.match(renderPlan(actions, owed, 40), /why +profile classic stays/);
    assert.ok(widest(renderPlan(actions, owed, 60)) <= 60);
    assert.equal(renderPlan([], owed, 80), 'no certificates');
  });
});

describe('status of many certificates', () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    status({
      name: `host${index}.example.com`,
      domains: [`host${index}.example.com`, `www.host${index}.example.com`],
      ...(index === 7 && { troubles: ['expired' as const] }),
      ...(index < 290 && { differences: [{ text: 'CA stays A, though B is configured' }] as never }),
    }),
  );

  it('tells on a narrow terminal each that is well in a line, and all of the others below', () => {
    const text = renderStatus(many, 80);
    assert.ok(widest(text) <= 80);
    assert.ok(text.split('\n').length < 325, text);
    assert.match(text, /^host0\.example\.com +ok +80 +renew 2030-06-20$/m);
    assert.match(text, /\n\nhost7\.example\.com\n {2}state +expired/);
    assert.match(
      text,
      /\n\nhost0\.example\.com, host1\.example\.com, host2\.example\.com and\s287\smore:\sCA\sstays\sA,/,
    );
  });

  it('tells everything of few, and wherever lines may be long', () => {
    assert.match(renderStatus(many.slice(0, 8), 80), /host0\.example\.com\n {2}state/);
    const lines = renderStatus(many, undefined).split('\n');
    assert.equal(lines.length, 1 + 300 + 290);
    assert.ok(lines.includes('host9.example.com: CA stays A, though B is configured'));
  });
});

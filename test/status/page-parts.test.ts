import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CertificateStatus } from '../../core/issuance/status/certificate-status.js';
import type { PassRecord } from '../../core/status/history.js';
import { certificateCard, countStates, sortCertificates } from '../../core/status/page/certificates.js';
import { headlineOf, sublineOf, toneOf } from '../../core/status/page/headline.js';
import { type Html, html } from '../../core/status/page/html.js';
import { duration, moment, span } from '../../core/status/page/moments.js';
import { passList } from '../../core/status/page/passes.js';
import { renderPage } from '../../core/status/page/render-page.js';
import { certificateSections } from '../../core/status/page/sections.js';
import { createStopwatch } from '../../core/status/stopwatch.js';
import { now, report, status } from './made-up.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The words that somebody sees, with one blank between them. */
function words({ html: text }: Html): string {
  const bare = text.replace(/<title>[^<]*<\/title>/g, '').replace(/<[^>]*>/g, ' ');
  return bare.replace(/\s+/g, ' ').trim();
}

describe('times on the page', () => {
  it('are told in the largest unit that makes sense', () => {
    const spans: readonly [number, string][] = [
      [0, 'less than a minute'],
      [minute - 1, 'less than a minute'],
      [minute, '1 min'],
      [2 * hour - 1, '119 min'],
      [2 * hour, '2 h'],
      [-3 * hour, '3 h'],
      [2 * day - 1, '47 h'],
      [2 * day, '2 days'],
      [61.9 * day, '61 days'],
    ];
    for (const [length, expected] of spans) assert.equal(span(length), expected);
    const durations: readonly [number, string][] = [
      [0.4, '0 ms'],
      [999, '999 ms'],
      [1000, '1.0 s'],
      [9999, '10.0 s'],
      [10_000, '10 s'],
      [119_400, '119 s'],
      [2 * minute, '2 min'],
    ];
    for (const [length, expected] of durations) assert.equal(duration(length), expected);
  });

  it('say when exactly', () => {
    const exact = '<time datetime="2030-05-01T00:00:00.000Z" title="2030-05-01 00:00 UTC">';
    assert.equal(moment(now, now).html, `${exact}in less than a minute</time>`);
    assert.equal(moment(new Date(now), now + hour).html, `${exact}60 min ago</time>`);
    assert.equal(moment(now, now - 3 * day).html, `${exact}in 3 days</time>`);
  });

  it('are measured from the first start to the first stop', () => {
    let time = 5000;
    const watch = createStopwatch(() => time);
    assert.equal(watch.stop('a'), undefined);
    watch.start('a');
    time += 1500;
    watch.start('a');
    assert.equal(watch.stop('a'), 1.5);
    assert.equal(watch.stop('a'), undefined);
    watch.start('a');
    time -= 1;
    assert.equal(watch.stop('a'), 0);
  });
});

describe('HTML', () => {
  it('escapes all that is none already', () => {
    const inner = html`<b>${`<&>"'`}</b>`;
    assert.equal(inner.html, '<b>&lt;&amp;&gt;&quot;&#39;</b>');
    assert.equal(
      html`${1}-${undefined}-${false}-${inner}-${[inner, inner]}`.html,
      `1---${inner.html}-${inner.html}${inner.html}`,
    );
    assert.equal(html`plain`.html, 'plain');
  });
});

describe('the card of a certificate', () => {
  const card = (more: Partial<CertificateStatus> = {}, ...days: number[]) =>
    certificateCard(status(more, ...days), now);
  const bar = (more: Partial<CertificateStatus> = {}, ...days: number[]) => {
    const { html: text } = card(more, ...days);
    return [
      /aria-label="([^"]*)"/.exec(text)?.[1],
      /class="left"[^>]*width="([^"]*)"/.exec(text)?.[1],
      /class="planned" x="([^"]*)"/.exec(text)?.[1],
    ];
  };

  it('tells its state, its names, when it ends and what comes next', () => {
    assert.equal(
      words(card()),
      'a.example ✓ Valid Expires in 80 days Next renew in 50 days policy: a third is left Last success — ecdsa256 · CA · version 1',
    );
    const bare = {
      notBefore: undefined,
      notAfter: undefined,
      version: undefined,
      keyType: undefined,
      issuer: undefined,
    };
    const none = { action: 'none' as const, at: undefined, why: 'it is not ours' };
    assert.equal(
      words(card({ ...bare, next: none })),
      'a.example ✓ Valid Expires — Next it is not ours Last success —',
    );
    const soon = { action: 'issue' as const, at: undefined, why: 'it is new' };
    assert.match(words(card({ next: soon })), /Next issue at the next pass it is new/);
    assert.match(words(card({ next: { ...soon, at: new Date(now) } })), /Next issue now it is new/);
    assert.match(words(card({ next: { ...soon, at: new Date(now + 1) } })), /issue in less than a minute/);
    assert.match(words(card({ lastSuccess: new Date(now - 10 * day) })), /Last success 10 days ago/);
    assert.match(words(card({ owedSteps: ['pfx', 'notify'] })), /Still to be done after the issue: pfx, notify/);
    assert.match(words(card({ owedSteps: ['pfx'] })), /Still to be done after the issue: pfx /);
    assert.doesNotMatch(words(card()), /Still to be done/);
  });

  it('shows seven names, and of more six with their number', () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index + 1}.example`);
    const shown = (count: number) => words(card({ domains: ['a.example', ...names(count)] }));
    assert.match(shown(1), /Valid n1\.example Expires/);
    assert.match(shown(7), /n6\.example, n7\.example Expires/);
    assert.match(shown(8), /n5\.example, n6\.example and 2 more Expires/);
    const long = names(6).map((name) => `${'long-label.'.repeat(5)}${name}`);
    assert.match(words(card({ domains: ['a.example', ...long] })), /n1\.example and 5 more Expires/);
    assert.match(card({ domains: names(8) }).html, /title="n1\.example, .*n8\.example"/);
    assert.doesNotMatch(card().html, /class="domains"/);
  });

  it('wears what is wrong with it, or else its state', () => {
    const troubled = card({ troubles: ['failing', 'revoked'] });
    assert.match(words(troubled), /^a\.example ! Failing ✕ Revoked Expires/);
    assert.match(troubled.html, /^<li class="card bad">/);
    assert.match(words(card({ troubles: ['failing'], state: 'unmanaged' })), /^a\.example – Not managed Expires/);
    for (const [state, badge] of [
      ['expired', '✕ Expired'],
      ['missing', '… Never issued'],
      ['damaged', '! Damaged'],
      ['owed', '! Step owed'],
      ['staging', '~ Staging'],
      ['due', '↻ Renewal due'],
    ] as const)
      assert.match(words(card({ state })), new RegExp(`^a\\.example ${badge} Expires`));
  });

  it('says what failed, who refused, and what puts it right', () => {
    const lastError = { at: new Date(now - hour), step: 'records', code: 'API', message: 'no <zone>', hint: 'Make it' };
    assert.match(words(card({ lastError })), /Failed at records 60 min ago no &lt;zone&gt; Make it ecdsa256/);
    assert.match(words(card({ lastError: { ...lastError, provider: 'ovh' } })), /zone&gt; \([^)]*ovh[^)]*\) Make it/i);
    const { hint: _hint, ...without } = lastError;
    assert.doesNotMatch(card({ lastError: without }).html, /class="hint"/);
  });

  it('has a bar of the time that is left, with a mark where the renewal is planned', () => {
    const at = (days: number) => ({ next: { action: 'renew' as const, at: new Date(now + days * day), why: '' } });
    assert.deepEqual(bar(at(45), 10, 90), [
      '90 % of the lifetime is left, renewal is planned at 45 %',
      '90.00%',
      '45.00%',
    ]);
    assert.deepEqual(bar(at(-5), 90, 10), [
      '10 % of the lifetime is left, renewal is planned at 15 %',
      '10.00%',
      '15.00%',
    ]);
    assert.deepEqual(bar(at(0), 91, -1), ['No time left', undefined, '0.00%']);
    assert.deepEqual(bar(at(0), -1, 91), [
      '100 % of the lifetime is left, renewal is planned at 100 %',
      '100.00%',
      '100.00%',
    ]);
    const issue = { next: { action: 'issue' as const, at: new Date(now), why: '' } };
    assert.deepEqual(bar(issue, 50, 50), ['50 % of the lifetime is left', '50.00%', undefined]);
    const never = { next: { action: 'renew' as const, at: undefined, why: '' } };
    assert.deepEqual(bar(never, 50, 50), ['50 % of the lifetime is left', '50.00%', undefined]);
    assert.deepEqual(bar({ notBefore: undefined }), [undefined, undefined, undefined]);
    assert.deepEqual(bar({ notBefore: new Date(now), notAfter: new Date(now) })[0], 'No time left');
  });
});

describe('the page', () => {
  const named = (name: string, more: Partial<CertificateStatus> = {}, ...days: number[]) =>
    status({ name, domains: [name], ...more }, ...days);

  it('sorts certificates by what is urgent, and counts them', () => {
    const list = [
      named('d'),
      named('c'),
      named('b', {}, 10, 5),
      named('a', { state: 'expired' }),
      named('e', { notAfter: undefined }),
    ];
    const sorted = sortCertificates(list).map(({ name }) => name);
    assert.deepEqual(sorted, ['a', 'e', 'b', 'c', 'd']);
    assert.deepEqual(countStates(list).map(words), ['1 ✕ Expired', '4 ✓ Valid']);
    const first = (list: CertificateStatus[]) => sublineOf(report(list));
    assert.equal(
      first([named('a', {}, 1, 9), named('b', {}, 1, 5), named('c', {}, 9, -1)]),
      'The first one expires in 5 days.',
    );
    const none = [named('a', { state: 'unmanaged' }), named('b', { notAfter: undefined })];
    assert.equal(first(none), 'Nothing to watch over.');
  });

  it('begins with what counts', () => {
    const wrong = (count: number) => ({
      health: {
        healthy: false,
        problems: Array.from({ length: count }, (_, index) => ({ certificate: `c${index}`, reason: 'expired' })),
      },
    });
    const hangs = { health: { healthy: false, problems: [{ reason: 'a pass hangs' }] } };
    const failing = named('a', { troubles: ['failing'] });
    const busy = { passRunningSince: now - 5 * minute };
    const table: readonly [Parameters<typeof report>, headline: string, subline: string, tone: string][] = [
      [[[]], 'No certificates yet', 'Nothing to watch over.', 'good'],
      [[[named('a')]], 'All certificates are in order', 'The first one expires in 80 days.', 'good'],
      [
        [[named('a')], busy],
        'All certificates are in order',
        'The first one expires in 80 days. · A pass has been at work for 5 min',
        'good',
      ],
      [[[failing]], 'A certificate needs a look', '1 failing', 'note'],
      [[[failing, failing]], '2 certificates need a look', '2 failing', 'note'],
      [[[failing], wrong(1)], 'A certificate needs you', '1 failing', 'bad'],
      [[[failing], wrong(2)], '2 certificates need you', '1 failing', 'bad'],
      [[[named('a')], hangs], 'Something hangs', 'a pass hangs', 'bad'],
      [[[named('a')], { ...hangs, ...busy }], 'Something hangs', 'a pass hangs', 'bad'],
      [[[failing], hangs], 'Something hangs', 'a pass hangs · 1 failing', 'bad'],
    ];
    for (const [given, ...expected] of table) {
      const made = report(...given);
      assert.deepEqual([headlineOf(made), sublineOf(made), toneOf(made)], expected);
    }
  });

  it('shows 500 certificates, many in lines, those that are searched for, and a sign where something is wrong', () => {
    const many = Array.from({ length: 501 }, (_, index) => named(`n${index}.example`));
    const page = (search: string, certificates = many) =>
      renderPage({ report: report(certificates), passes: [], version: '1.2.3', search });
    const cards = (text: string) => text.match(/<li class="card /g)?.length ?? 0;
    const rows = (text: string) => text.match(/<li class="row /g)?.length ?? 0;
    assert.deepEqual([cards(page('')), rows(page(''))], [0, 500]);
    assert.match(
      words({ html: page('').split('<ul class="rows"')[1] ?? '' }),
      /n0\.example renew in 50 days ?, expires in 80 days/,
    );
    const needy = many.map((each, index) => (index < 30 ? { ...each, troubles: ['failing' as const] } : each));
    assert.deepEqual([cards(page('', needy)), rows(page('', needy))], [30, 470]);
    assert.deepEqual([cards(page('', many.slice(0, 24))), rows(page('', many.slice(0, 24)))], [24, 0]);
    assert.match(page(''), /1 more are not shown/);
    assert.equal(rows(page('', many.slice(1))), 500);
    assert.doesNotMatch(page('', many.slice(1)), /more are not shown/);
    assert.equal(cards(page('N200.')), 1);
    assert.equal(cards(page('other', [named('a', { domains: ['a', 'other.example'] }), named('b')])), 1);
    assert.match(page(''), /<title>All certificates are in order · letsencrypt-dns<\/title>/);
    assert.match(page('', [named('a', { troubles: ['failing'] })]), /<title>! A certificate needs a look/);
    assert.match(page(''), /letsencrypt-dns 1\.2\.3<\/\w+> <span>as of 2030-05-01 00:00 UTC/);
  });

  it('lists passes with what they did', () => {
    const pass = (more: Partial<PassRecord>): PassRecord => ({
      ...{ pass: 'p1', endedAt: now - hour, durationMs: 9100, changed: 0, failed: 0, changes: [] },
      ...more,
    });
    const done = { certificate: 'a', action: 'renew', durationMs: 1500 };
    const failure = { step: 'records', code: 'API', message: 'no', provider: 'ovh' };
    const failed = { ...done, certificate: 'b', failure };
    const table: readonly [Partial<PassRecord>, tone: string, words: RegExp][] = [
      [{}, 'calm', /^nothing to do 60 min ago · took 9\.1 s$/],
      [{ changed: 2 }, 'good', /^2 done 60 min/],
      [{ changed: 1 }, 'good', /^1 done 60 min/],
      [{ failed: 1, changed: 2 }, 'bad', /^1 failed, 2 done 60 min/],
      [
        { failed: 1, changed: 1, changes: [failed, done] },
        'bad',
        /b: renew failed at records no \(.*ovh.*\) a: renew done in 1\.5 s$/i,
      ],
      [{ failed: 1, changed: 2, changes: [failed, done] }, 'bad', /1\.5 s and 1 more$/],
    ];
    for (const [more, tone, expected] of table) {
      const list = passList([pass(more)], now);
      assert.match(list.html, new RegExp(`<ol class="passes"><li class="${tone}">`));
      assert.match(words(list), expected);
    }
    assert.equal(words(passList([], now)), 'No pass has ended yet.');
  });

  it('has a section for each that somebody must look after, and a form where there is much to search', () => {
    const lots = (count: number) => Array.from({ length: count }, (_, index) => named(`n${index}`));
    const troubled = named('t', { troubles: ['owed'] });
    const foreign = named('u', { state: 'unmanaged' });
    const table: readonly [shown: CertificateStatus[], all: number, search: string, words: RegExp][] = [
      [[], 0, '', /^Certificates None yet/],
      [[], 12, 'x', /^Certificates Search No certificate has “x” in its names\.$/],
      [[], 11, 'x', /^Certificates No certificate/],
      [[troubled, foreign, named('a')], 3, '', /^Needs a hand t .* All well a .* Not managed u /],
      [lots(1), 11, '', /^All well n0/],
      [lots(1), 12, '', /^All well Search n0/],
      [[troubled, ...lots(1)], 12, '', /^Needs a hand Search t .* All well n0/],
      [[foreign], 12, '', /^Not managed Search u/],
      [[foreign, ...lots(1)], 12, '', /^All well Search n0 .* Not managed u/],
    ];
    for (const [shown, all, search, expected] of table)
      assert.match(words(certificateSections({ shown, all, search, at: now })), expected);
    assert.match(certificateSections({ shown: [], all: 12, search: '"x', at: now }).html, /value="&quot;x"/);
  });
});

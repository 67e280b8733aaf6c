import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { certificateStates, troubles } from '../../core/issuance/status/certificate-state.js';
import type { CertificateDetails } from '../../core/status/details.js';
import type { PassRecord } from '../../core/status/history.js';
import { renderCertificatePage } from '../../core/status/page/certificate-page.js';
import { renderPage } from '../../core/status/page/render-page.js';
import type { InstanceReport } from '../../core/status/shared-store.js';
import { projectRoot } from '../lab/index.js';
import { now, report, status } from './made-up.js';

const hour = 3600_000;
const day = 24 * hour;

const failure = { code: 'DNS', message: 'no answer', hint: 'Ask again', retryable: true, place: 'ns1' } as const;

const passes: readonly PassRecord[] = [
  {
    pass: 'p2',
    endedAt: now - hour,
    durationMs: 61_000,
    changed: 1,
    failed: 1,
    changes: [
      { certificate: 'a.example', action: 'renew', durationMs: 4000 },
      { certificate: 'b.example', action: 'issue', durationMs: 250, failure: { ...failure, step: 'propagation' } },
    ],
  },
  { pass: 'p1', endedAt: now - day, durationMs: 12, changed: 0, failed: 0, changes: [] },
];

const instances: readonly InstanceReport[] = (['leader', 'stand-by', 'unclear', 'away'] as const).map(
  (role, index) => ({
    host: `host-${role}`,
    directory: '/etc/letsencrypt',
    version: '1.2.3',
    role,
    lastSeen: now - index * hour,
    behind: index,
    differs: role === 'stand-by',
  }),
);

const facts = { notBefore: new Date(now - 20 * day), notAfter: new Date(now + 70 * day) };
const details: CertificateDetails = {
  chain: [
    { ...facts, subject: 'a.example', issuer: 'R1', fingerprint: 'AA:BB', serial: '01' },
    { ...facts, subject: 'R1', issuer: 'Root', fingerprint: 'CC:DD', serial: '02' },
  ],
  chainProblem: undefined,
  versions: [
    { version: 2, facts: { ...facts, issuer: 'R1' } },
    { version: 1, facts: { notBefore: new Date(0), notAfter: new Date(now - 1), issuer: 'R0' } },
    { version: 0 },
  ],
  files: { fullchain: '/live/a/fullchain.pem', privateKey: '/live/a/privkey.pem' },
};
const nothing: CertificateDetails = { chain: [], chainProblem: undefined, versions: [], files: undefined };

const ofEachState = certificateStates.map((state) =>
  status({
    name: `${state}.example`,
    domains: [`${state}.example`],
    state,
    troubles: troubles.filter((one) => one === state),
  }),
);

const page = (content: Partial<Parameters<typeof renderPage>[0]>) =>
  renderPage({ report: report([]), passes: [], version: '1.2.3', search: '', ...content });
const certificatePage = (content: Partial<Parameters<typeof renderCertificatePage>[0]>) =>
  renderCertificatePage({ certificate: status(), details: nothing, passes: [], version: '1.2.3', at: now, ...content });

const many = Array.from({ length: 9 }, (_, index) => `name-${index}.a.example`);
const scenes: Readonly<Record<string, string>> = {
  'nothing yet': page({}),
  'each state': page({ report: report(ofEachState), passes }),
  instances: page({
    report: report([status()], { store: { place: 'postgresql://db/x', away: undefined, instances } }),
  }),
  'no instance yet': page({
    report: report([], { store: { place: 'postgresql://db/x', away: undefined, instances: [] } }),
  }),
  'the store away': page({
    report: report([], { store: { place: 'postgresql://db/x', away: 'refused', instances: [] } }),
  }),
  'nothing found': page({ report: report([status()]), search: 'zzz' }),
  'many names': page({ report: report([status({ domains: many }), status({ domains: many.slice(0, 7) })]) }),
  'a certificate': certificatePage({
    certificate: status({
      version: 2,
      lastSuccess: new Date(now - 20 * day),
      owedSteps: ['docker-restart'],
      explanationUrl: 'https://ca.example/why',
    }),
    details,
    passes,
  }),
  'one in trouble': certificatePage({
    certificate: status({
      troubles,
      state: 'expired',
      lastError: { ...failure, at: new Date(now - hour), step: 'propagation' } as never,
      explanationUrl: 'javascript:alert(1)',
    }),
    details: { ...nothing, chainProblem: 'cert.pem cannot be read' },
    passes: passes.slice(1),
  }),
  'one whose name is no word for a shell': certificatePage({
    certificate: status({ name: '$(id)', troubles: ['missing'], state: 'missing' }),
  }),
  'one without a certificate': certificatePage({
    certificate: status({
      state: 'missing',
      troubles: ['missing'],
      notBefore: undefined,
      notAfter: undefined,
      version: undefined,
      issuer: undefined,
      serial: undefined,
      keyType: undefined,
      server: undefined,
    }),
  }),
};

/** What stands between the head, whose style and script change for themselves, and the end. */
function body(html: string): string {
  const [, rest = ''] = html.split(/<body[^>]*>/);
  return rest
    .replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/\n\s*\n/g, '\n')
    .trim();
}

it('the head of each page says in a title whether all is well, and how it is drawn', () => {
  const titles = Object.values(scenes).map((html) => {
    const head = html.slice(0, html.indexOf('<style>')).replace(/data:image[^"]*/, '…');
    const [before, title, rest] = head.split(/<\/?title>/);
    assert.match(
      before ?? '',
      /^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport"/,
    );
    assert.equal(rest, '\n<link rel="icon" href="…">\n');
    return title?.replace(' · letsencrypt-dns', '');
  });
  const inOrder = 'All certificates are in order';
  assert.deepEqual(titles, [
    ...['No certificates yet', '! 7 certificates need a look', inOrder, 'No certificates yet', 'No certificates yet'],
    ...[inOrder, inOrder, 'a.example', '! a.example', '! $(id)', '! a.example'],
  ]);
});

/** With PAGES_FOLDER the pages are written there instead: whoever changes one looks at it, and puts it in the place of the old one. */
describe('the words and the shape of a whole page', () => {
  const fixtures = join(projectRoot(), 'test/fixtures/status-pages');
  for (const [scene, html] of Object.entries(scenes)) {
    it(`are those that were looked at: ${scene}`, () => {
      const name = `${scene.replaceAll(' ', '-')}.txt`;
      const whole = `${body(html)}\n`;
      if (process.env.PAGES_FOLDER === undefined) {
        assert.equal(whole, readFileSync(join(fixtures, name), 'utf8'));
      } else {
        mkdirSync(process.env.PAGES_FOLDER, { recursive: true });
        writeFileSync(join(process.env.PAGES_FOLDER, name), whole);
      }
    });
  }
});

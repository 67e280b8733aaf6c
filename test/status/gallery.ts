import type { CertificateStatus } from '../../core/issuance/status/certificate-status.js';
import type { CertificateDetails } from '../../core/status/details.js';
import { assessHealth } from '../../core/status/health.js';
import type { PassRecord } from '../../core/status/history.js';
import { renderCertificatePage } from '../../core/status/page/certificate-page.js';
import { renderPage } from '../../core/status/page/render-page.js';
import { now, report, status } from './made-up.js';

const dayMs = 24 * 3600_000;
const longName = `${'very-long-label-of-a-name-'.repeat(2)}x.${'another-label.'.repeat(6)}example.com`;

const failing = status({
  name: 'mail.example.com',
  domains: ['mail.example.com', 'imap.example.com', longName],
  troubles: ['failing', 'owed'],
  next: { action: 'renew', at: new Date(now + 2 * 3600_000), why: 'back-off after 3 failures in a row' },
  lastError: {
    at: new Date(now - 3600_000),
    step: 'records',
    code: 'AUTHENTICATION',
    message: `the credentials or their rights were refused: ${'Invalid_token_without_any_blank_'.repeat(6)}`,
    hint: 'Give the token the right Zone:DNS:Edit',
    provider: 'cloudflare',
    status: 403,
    place: 'https://api.cloudflare.com/client/v4/zones',
  },
  owedSteps: ['deploy-hook', 'docker-restart'],
  explanationUrl: 'https://ca.example/incidents/2030-04',
});

const four = ['shop.example.com', 'www.example.org', longName, 'a.example'].map((name) =>
  status({ name, domains: [name, ...Array.from({ length: 9 }, (_, index) => `alias${index}.${name}`)] }),
);

const threeHundred = Array.from({ length: 300 }, (_, index) =>
  status(
    {
      name: `host${index}.example.com`,
      domains: [`host${index}.example.com`],
      ...(index % 50 === 0 && { troubles: ['expired'] as const }),
    },
    index % 50 === 0 ? 91 : 10 + (index % 40),
    index % 50 === 0 ? -1 : 80 - (index % 40),
  ),
);

const passes: readonly PassRecord[] = [
  {
    pass: 'aaaa1111',
    endedAt: now - 600_000,
    durationMs: 9100,
    changed: 1,
    failed: 1,
    changes: [
      {
        certificate: 'mail.example.com',
        action: 'renew',
        durationMs: 900,
        failure: { step: 'records', code: 'AUTHENTICATION', message: failing.lastError?.message ?? '' },
      },
      { certificate: 'shop.example.com', action: 'renew', durationMs: 8400 },
    ],
  },
];

const details: CertificateDetails = {
  chain: ['mail.example.com', 'R11', 'ISRG Root X1'].map((subject, index, all) => ({
    subject,
    issuer: all[index + 1] ?? subject,
    notBefore: new Date(now - 10 * dayMs),
    notAfter: new Date(now + 80 * 10 ** index * dayMs),
    fingerprint: Array.from({ length: 32 }, () => 'AB').join(':'),
    serial: `0${index}`,
  })),
  chainProblem: undefined,
  versions: [7, 6, 5].map((version) => ({
    version,
    facts: {
      issuer: 'R11',
      notBefore: new Date(now - (8 - version) * 60 * dayMs),
      notAfter: new Date(now - (8 - version) * 60 * dayMs + 90 * dayMs),
    },
  })),
  files: {
    fullchain: `/etc/letsencrypt/live/${longName}/fullchain.pem`,
    privateKey: `/etc/letsencrypt/live/${longName}/privkey.pem`,
  },
};

function overview(certificates: readonly CertificateStatus[]): string {
  const health = assessHealth(certificates, now);
  const seen = certificates.length === 0 ? [] : passes;
  return renderPage({ report: report(certificates, { health }), passes: seen, version: '1.2.3', search: '' });
}

/** Pages as they look with no certificate, few, some in trouble, and many; and the page of one. */
export const gallery: Readonly<Record<string, string>> = {
  none: overview([]),
  four: overview(four),
  failing: overview([
    ...four.slice(0, 2),
    failing,
    status({ name: 'old.example.com', domains: ['old.example.com'], troubles: ['expired', 'staging'] }, 91, -1),
    status({
      name: 'new.example.com',
      domains: ['new.example.com'],
      troubles: ['missing'],
      notBefore: undefined,
      notAfter: undefined,
      version: undefined,
      keyType: undefined,
      issuer: undefined,
    }),
  ]),
  many: overview(threeHundred),
  certificate: renderCertificatePage({
    certificate: { ...failing, version: 7 },
    details,
    passes,
    version: '1.2.3',
    at: now,
  }),
};

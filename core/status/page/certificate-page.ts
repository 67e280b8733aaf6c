import type { CertificateStatus } from '../../issuance/status/certificate-status.js';
import type { ArchivedVersion, CertificateDetails, ChainLink } from '../details.js';
import type { PassRecord } from '../history.js';
import { advice } from './advice.js';
import { badges, expiryBar, lastError, nextAction } from './certificates.js';
import { type Html, html } from './html.js';
import { looks } from './looks.js';
import { day, duration, moment } from './moments.js';
import { origin } from './origin.js';
import { renderShell } from './shell.js';

export interface CertificatePageContent {
  readonly certificate: CertificateStatus;
  readonly details: CertificateDetails;
  readonly passes: readonly PassRecord[];
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The page of one certificate: what to do, names, chain, versions, what passes did. It changes nothing. */
export function renderCertificatePage({ certificate, details, passes, version, at }: CertificatePageContent): string {
  const { name, state, troubles } = certificate;
  const { tone, sign } = looks[state];
  const body = html`<header>
  <div class="hero ${tone}">
    <span class="sign" aria-hidden="true">${sign}</span>
    <div><h1>${name}</h1>${badges(certificate)}</div>
  </div>
</header>
<main class="sheet">
  <section class="${tone}"><h2>Next step</h2>
    ${troubles.length > 0 && html`<ul class="advice">${advice(certificate)}</ul>`}
    <p>${nextAction(certificate, at)}</p>
    ${lastError(certificate, at)}
    ${owed(certificate)}
    ${certificate.differences.map(({ text }) => html`<p class="why">${text}</p>`)}
    ${explanation(certificate)}
  </section>
  <section><h2>Names</h2><ul class="names">${certificate.domains.map((domain) => html`<li>${domain}</li>`)}</ul></section>
  <section class="${tone}"><h2>Validity</h2>${validity(certificate, at)}${expiryBar(certificate, at)}</section>
  <section><h2>Chain</h2>${chainList(details, at)}</section>
  <section><h2>Files</h2>${files(details)}</section>
  <section><h2>Versions</h2>${versionList(details.versions, certificate.version, at)}</section>
  <section><h2>What passes did</h2>${historyOf(name, passes, at)}</section>
</main>`;
  return renderShell({ title: `${troubles.length === 0 ? '' : '! '}${name}`, version, at, body });
}

function owed({ owedSteps }: CertificateStatus): Html | false {
  return owedSteps.length > 0 && html`<p class="owed">Still to be done after the issue: ${owedSteps.join(', ')}</p>`;
}

/** The CA's own page; an address of any other kind is shown as text. */
function explanation({ explanationUrl: url }: CertificateStatus): Html | undefined {
  if (url === undefined) return undefined;
  const shown = /^https:\/\//i.test(url) ? html`<a href="${url}" rel="noreferrer noopener">${url}</a>` : html`${url}`;
  return html`<p class="why">The CA explains an early renewal at ${shown}</p>`;
}

function validity(certificate: CertificateStatus, at: number): Html {
  const { notBefore, notAfter, lastSuccess, keyType, issuer, server, serial, version } = certificate;
  const rows: readonly (readonly [string, Html | string | undefined])[] = [
    ['Expires', notAfter && html`${moment(notAfter, at)}, ${day(notAfter)}`],
    ['Valid since', notBefore && html`${moment(notBefore, at)}, ${day(notBefore)}`],
    ['Last success', lastSuccess && moment(lastSuccess, at)],
    ['Issuer', issuer],
    ['CA', server],
    ['Key', keyType],
    ['Version', version?.toString()],
    ['Serial', serial],
  ];
  return factList(rows);
}

function factList(rows: readonly (readonly [string, Html | string | undefined])[]): Html {
  const known = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [html`<div><dt>${name}</dt><dd>${value}</dd></div>`],
  );
  return known.length === 0 ? html`<p class="why">Nothing yet.</p>` : html`<dl>${known}</dl>`;
}

function chainList({ chain, chainProblem }: CertificateDetails, at: number): Html {
  if (chainProblem !== undefined) return html`<p class="error bad">${chainProblem}</p>`;
  if (chain.length === 0) return html`<p class="why">Nothing yet.</p>`;
  return html`<ol class="chain">${chain.map((link) => chainItem(link, at))}</ol>`;
}

function chainItem({ subject, issuer, notAfter, fingerprint, serial }: ChainLink, at: number): Html {
  return html`<li><strong>${subject}</strong> <span class="why">issued by ${issuer}, expires ${moment(notAfter, at)}</span>
    <details id="link-${serial}"><summary>Fingerprint</summary><code>SHA-256 ${fingerprint}</code></details></li>`;
}

function files({ files: paths }: CertificateDetails): Html {
  if (paths === undefined) return html`<p class="why">Nothing yet.</p>`;
  return factList([
    ['Chain', html`<code>${paths.fullchain}</code>`],
    ['Key', html`<code>${paths.privateKey}</code>`],
  ]);
}

function versionList(versions: readonly ArchivedVersion[], current: number | undefined, at: number): Html {
  if (versions.length === 0) return html`<p class="why">Nothing yet.</p>`;
  const items = versions.map(({ version, facts }) => {
    const words =
      facts === undefined
        ? html`cannot be read`
        : html`${facts.issuer}, from ${day(facts.notBefore)} to ${day(facts.notAfter)}`;
    const ended = facts !== undefined && facts.notAfter.getTime() <= at && html` (over)`;
    return html`<li><strong>${version}</strong> <span>${words}${ended}${version === current && html`${' · '}<em>in use</em>`}</span></li>`;
  });
  return html`<ol class="versions">${items}</ol>`;
}

function historyOf(name: string, passes: readonly PassRecord[], at: number): Html {
  const items = passes.flatMap(({ endedAt, changes }) =>
    changes
      .filter(({ certificate }) => certificate === name)
      .map(({ action, durationMs, failure }) =>
        failure === undefined
          ? html`<li class="good"><span class="dot" aria-hidden="true"></span> <span>${action} done in ${duration(durationMs)}, ${moment(endedAt, at)}</span></li>`
          : html`<li class="bad"><span class="dot" aria-hidden="true"></span> <span><strong>${action} failed at ${failure.step}</strong>, ${moment(endedAt, at)}: ${failure.message}${origin(failure)}</span></li>`,
      ),
  );
  if (items.length === 0) return html`<p class="why">None of the last passes had anything to do for it.</p>`;
  return html`<ol class="events">${items}</ol>`;
}

import { certificateStates } from '../../issuance/status/certificate-state.js';
import type { CertificateStatus } from '../../issuance/status/certificate-status.js';
import { type Html, html } from './html.js';
import { looks } from './looks.js';
import { moment, span } from './moments.js';
import { origin } from './origin.js';

export function sortCertificates(certificates: readonly CertificateStatus[]): CertificateStatus[] {
  const rank = ({ state }: CertificateStatus) => certificateStates.indexOf(state);
  const end = ({ notAfter }: CertificateStatus) => notAfter?.getTime() ?? 0;
  return [...certificates].sort((a, b) => rank(a) - rank(b) || end(a) - end(b) || (a.name < b.name ? -1 : 1));
}

/** One certificate: what it is for, how it stands, how much time is left, what happens next. */
export function certificateCard(certificate: CertificateStatus, now: number): Html {
  const { tone } = looks[certificate.state];
  const others = certificate.domains.filter((domain) => domain !== certificate.name);
  const facts = [certificate.keyType, certificate.issuer, certificate.version && `version ${certificate.version}`];
  return html`<li class="card ${tone}">
  <div class="head">
    <h3><a href="/certificate?name=${encodeURIComponent(certificate.name)}">${certificate.name}</a></h3>
    ${badges(certificate)}
  </div>
  ${others.length > 0 && html`<p class="domains">${domainList(others)}</p>`}
  ${expiryBar(certificate, now)}
  <dl>
    <div><dt>Expires</dt><dd>${certificate.notAfter === undefined ? '—' : moment(certificate.notAfter, now)}</dd></div>
    <div><dt>Next</dt><dd>${nextAction(certificate, now)}</dd></div>
    <div><dt>Last success</dt><dd>${certificate.lastSuccess === undefined ? '—' : moment(certificate.lastSuccess, now)}</dd></div>
  </dl>
  ${lastError(certificate, now)}
  ${certificate.owedSteps.length > 0 && html`<p class="owed">Still to be done after the issue: ${certificate.owedSteps.join(', ')}</p>`}
  <p class="facts">${facts.filter(Boolean).join(' · ')}</p>
</li>`;
}

/** Its state, and what else is wrong with it. */
export function badges({ state, troubles }: CertificateStatus): Html {
  const shown = troubles.length === 0 || state === 'unmanaged' ? [state] : troubles;
  const each = shown.map((one) => {
    const { words, sign, tone } = looks[one];
    return html`<span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${words}</span>`;
  });
  return html`<span class="badges">${each}</span>`;
}

/** One of many that are well, in a line: what it is called, and when it is renewed. */
export function certificateRow(certificate: CertificateStatus, now: number): Html {
  const { name, next, notAfter, state } = certificate;
  const renewal = next.action === 'none' || next.at === undefined ? undefined : moment(next.at, now);
  return html`<li class="row ${looks[state].tone}">
  <h3><span class="dot" aria-hidden="true"></span><a href="/certificate?name=${encodeURIComponent(name)}">${name}</a></h3>
  <span class="when">${renewal !== undefined && html`<span class="next">${next.action} ${renewal}, </span>`}${notAfter !== undefined && html`expires ${moment(notAfter, now)}`}</span>
</li>`;
}

const shownDomains = 6;
/** Three lines of a card. */
const shownLetters = 110;

/** As many as find room; all of them stand on the certificate's own page. */
function domainList(domains: readonly string[]): Html {
  // "and 1 more" would take the room of that one.
  const atMost = domains.length === shownDomains + 1 ? domains.length : shownDomains;
  let letters = 0;
  const fitting = domains.filter((domain, index) => {
    letters += domain.length + 2;
    return index === 0 || (index < atMost && letters <= shownLetters);
  });
  const more = domains.length - fitting.length;
  if (more === 0) return html`${domains.join(', ')}`;
  return html`<span title="${domains.join(', ')}">${fitting.join(', ')} and ${more} more</span>`;
}

/** How much of the lifetime is left, with a mark where the renewal is planned. */
export function expiryBar({ notBefore, notAfter, next }: CertificateStatus, now: number): Html | undefined {
  if (notBefore === undefined || notAfter === undefined) return undefined;
  const lifetime = Math.max(1, notAfter.getTime() - notBefore.getTime());
  const share = (at: number) => Math.min(100, Math.max(0, ((notAfter.getTime() - at) / lifetime) * 100));
  const left = share(now);
  const planned = next.action === 'renew' && next.at !== undefined ? share(next.at.getTime()) : undefined;
  const words =
    left === 0
      ? 'No time left'
      : `${Math.round(left)} % of the lifetime is left${planned === undefined ? '' : `, renewal is planned at ${Math.round(planned)} %`}`;
  return html`<svg class="bar" role="img" aria-label="${words}" width="100%" height="10">
    <title>${words}</title>
    <rect class="track" y="2" width="100%" height="6" rx="3"/>
    ${left > 0 && html`<rect class="left" y="2" width="${left.toFixed(2)}%" height="6" rx="3"/>`}
    ${planned !== undefined && html`<rect class="planned" x="${planned.toFixed(2)}%" width="2" height="10" rx="1"/>`}
  </svg>`;
}

export function nextAction({ next }: CertificateStatus, now: number): Html {
  const reason = html`<span class="why">${next.why}</span>`;
  if (next.action === 'none') return reason;
  const when = next.at === undefined ? 'at the next pass' : next.at.getTime() <= now ? 'now' : moment(next.at, now);
  return html`${next.action} ${when} ${reason}`;
}

export function lastError({ lastError: error }: CertificateStatus, now: number): Html | undefined {
  if (error === undefined) return undefined;
  return html`<div class="error">
    <p><strong>Failed at ${error.step}</strong> ${moment(error.at, now)}</p>
    <p>${error.message}${origin(error)}</p>
    ${error.hint !== undefined && html`<p class="hint">${error.hint}</p>`}
  </div>`;
}

/** What a list reader hears first, and a tile shows: how many are in each state. */
export function countStates(certificates: readonly CertificateStatus[]): Html[] {
  return certificateStates.flatMap((state) => {
    const count = certificates.filter((certificate) => certificate.state === state).length;
    const { words, sign, tone } = looks[state];
    if (count === 0) return [];
    return [
      html`<li class="tile ${tone}"><strong>${count}</strong> <span><span aria-hidden="true">${sign}</span> ${words}</span></li>`,
    ];
  });
}

/** `in 61 days`, for the headline: when the next certificate expires. */
export function firstExpiry(certificates: readonly CertificateStatus[], now: number): string | undefined {
  const ends = certificates.flatMap(({ state, notAfter }) =>
    state === 'unmanaged' || !notAfter ? [] : [notAfter.getTime()],
  );
  const first = Math.min(...ends.filter((end) => end > now));
  return Number.isFinite(first) ? span(first - now) : undefined;
}

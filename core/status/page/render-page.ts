import type { PassRecord } from '../history.js';
import type { StatusReport } from '../report.js';
import { countStates, sortCertificates } from './certificates.js';
import { headlineOf, sublineOf, toneOf } from './headline.js';
import { html } from './html.js';
import { instancesSection } from './instances.js';
import { passList } from './passes.js';
import { certificateSections } from './sections.js';
import { renderShell } from './shell.js';

export interface PageContent {
  readonly report: StatusReport;
  readonly passes: readonly PassRecord[];
  readonly version: string;
  /** Words that the names of certificates shown must have; empty: all. */
  readonly search: string;
}

/** More certificates than this are found by searching. */
const shownAtMost = 500;

/** The status page, whole: all certificates, those first that need a hand. */
export function renderPage({ report, passes, version, search }: PageContent): string {
  const { at, certificates } = report;
  const tone = toneOf(report);
  const found = sortCertificates(certificates).filter(({ name, domains }) => {
    return [name, ...domains].some((domain) => domain.includes(search.toLowerCase()));
  });
  const shown = found.slice(0, shownAtMost);
  const hidden = found.length - shown.length;
  const headline = headlineOf(report);
  const body = html`<header>
  <div class="hero ${tone}">
    <span class="sign" aria-hidden="true">${tone === 'good' ? '✓' : '!'}</span>
    <div><h1>${headline}</h1><p>${sublineOf(report)}</p></div>
  </div>
  <ul class="tiles" aria-label="Certificates by state">${countStates(certificates)}</ul>
</header>
<main>
  ${certificateSections({ shown, all: certificates.length, search, at })}
  ${hidden > 0 && html`<p class="empty">${hidden} more are not shown: search for their names.</p>`}
  ${instancesSection(report.store, at)}
  <div class="section"><h2>Last passes</h2></div>
  ${passList(passes, at)}
</main>`;
  return renderShell({ title: `${tone === 'good' ? '' : '! '}${headline}`, version, at, body });
}

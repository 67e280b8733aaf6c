import type { CertificateStatus } from '../../issuance/status/certificate-status.js';
import { certificateCard, certificateRow } from './certificates.js';
import { type Html, html } from './html.js';

export interface SectionContent {
  /** Those to be shown, sorted. */
  readonly shown: readonly CertificateStatus[];
  /** How many there are in all. */
  readonly all: number;
  readonly search: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** With fewer there is nothing to search. */
const searchableFrom = 12;

/** More than these that are well are told in lines. */
const cardsAtMost = 24;

/** What needs a hand comes first, then what is well. */
export function certificateSections({ shown, all, search, at }: SectionContent): Html {
  const needy = shown.filter(({ troubles }) => troubles.length > 0);
  const well = shown.filter(({ troubles, state }) => troubles.length === 0 && state !== 'unmanaged');
  const others = shown.filter(({ state }) => state === 'unmanaged');
  const form = all >= searchableFrom && searchForm(search);
  if (shown.length === 0) {
    const words =
      search === '' ? 'None yet: write a line into domains.conf.' : `No certificate has “${search}” in its names.`;
    return html`<div class="section"><h2>Certificates</h2>${form}</div><p class="empty">${words}</p>`;
  }
  return html`${section('needy', 'Needs a hand', needy, form, at)}${section('well', 'All well', well, needy.length === 0 && form, at)}${section('others', 'Not managed', others, needy.length + well.length === 0 && form, at)}`;
}

function section(
  id: string,
  title: string,
  certificates: readonly CertificateStatus[],
  form: Html | false,
  at: number,
): Html | undefined {
  if (certificates.length === 0) return undefined;
  const head = html`<div class="section"><h2 id="${id}">${title}</h2>${form}</div>`;
  if (id !== 'needy' && certificates.length > cardsAtMost)
    return html`${head}
  <ul class="rows" aria-labelledby="${id}">${certificates.map((certificate) => certificateRow(certificate, at))}</ul>`;
  return html`${head}
  <ul class="cards" aria-labelledby="${id}">${certificates.map((certificate) => certificateCard(certificate, at))}</ul>`;
}

function searchForm(search: string): Html {
  return html`<form method="get" action="/" role="search"><input type="search" name="q" value="${search}" aria-label="Search certificates" placeholder="Search"> <button>Search</button></form>`;
}

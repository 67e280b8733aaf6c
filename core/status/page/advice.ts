import type { Trouble } from '../../issuance/status/certificate-state.js';
import type { CertificateStatus } from '../../issuance/status/certificate-status.js';
import { type Html, html } from './html.js';

/** What somebody can do about each trouble. */
const steps: Readonly<Record<Trouble, (name: string) => Html>> = {
  expired: (name) =>
    html`It has expired: clients refuse it. ${run(`renew ${name}`)} tries at once and says what is in the way.`,
  revoked: (name) => html`It has been revoked. The next pass obtains another one; ${run(`renew ${name}`)} does so now.`,
  failing: (name) =>
    html`Its last try failed, see below. Once that is put right, the next pass tries again; ${run(`renew ${name}`)} does so now, and ${run('check --live')} tells whether the DNS provider does what it must.`,
  missing: (name) =>
    html`There is no certificate yet. The next pass obtains it; ${run('check --live')} tells beforehand whether that will work, ${run(`renew ${name}`)} does it now.`,
  damaged: (name) =>
    html`Its files are not whole. The next pass puts another version in their place; ${run(`renew ${name}`)} does so now.`,
  owed: (name) =>
    html`The certificate is new, but a step after it did not succeed. The next pass tries again; ${run(`hooks ${name}`)} does so now.`,
  staging: () =>
    html`It comes from a CA for trials, and nobody trusts it. Once a production CA is configured, the next pass replaces it.`,
};

/** What to do next, for each thing that is wrong. */
export function advice({ name, troubles }: CertificateStatus): Html[] {
  return troubles.map((trouble) => html`<li>${steps[trouble](asWord(name))}</li>`);
}

function run(words: string): Html {
  return html`<code>letsencrypt-dns ${words}</code>`;
}

/** A name of a file that is no name of the DNS is none to be copied into a shell either. */
function asWord(name: string): string {
  return /^[a-z0-9][a-z0-9._-]*$/i.test(name) ? name : 'NAME';
}

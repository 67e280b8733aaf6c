import type { InstanceReport, InstanceRole, SharedStoreReport } from '../shared-store.js';
import { type Html, html } from './html.js';
import type { Look } from './looks.js';
import { moment } from './moments.js';

const roles: Readonly<Record<InstanceRole, Look>> = {
  leader: { words: 'Does the passes', sign: '★', tone: 'good' },
  'stand-by': { words: 'Stands by', sign: '✓', tone: 'calm' },
  unclear: { words: 'On the host that does the passes', sign: '✓', tone: 'good' },
  away: { words: 'Away', sign: '!', tone: 'note' },
};

/** Who works on the store that several instances share; nothing where there is none. */
export function instancesSection(store: SharedStoreReport | undefined, at: number): Html | undefined {
  if (store === undefined) return undefined;
  const { place, away, instances } = store;
  const head = html`<div class="section"><h2 id="instances">Instances</h2></div>`;
  if (away !== undefined)
    return html`${head}
  <p class="empty">The store ${place} is out of reach: ${away}. Files on this host stay as they are.</p>`;
  if (instances.length === 0)
    return html`${head}
  <p class="empty">No instance has told the store ${place} of itself yet.</p>`;
  return html`${head}
  <ul class="cards" aria-labelledby="instances">${instances.map((instance) => instanceCard(instance, at))}</ul>`;
}

function instanceCard({ host, directory, version, role, lastSeen, behind, differs }: InstanceReport, at: number): Html {
  const { words, sign, tone } = roles[role];
  return html`<li class="card ${tone}">
  <div class="head"><h3>${host}</h3><span class="badges"><span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${words}</span></span></div>
  <p class="domains">${directory}</p>
  <dl>
    <div><dt>Version</dt><dd>${version}</dd></div>
    <div><dt>Last seen</dt><dd>${moment(Math.min(lastSeen, at - 1), at)}</dd></div>
    <div><dt>Files</dt><dd>${behindWords(behind)}</dd></div>
  </dl>
  ${differs === true && html`<p class="owed note">Its certificates are configured otherwise than at the one that does the passes.</p>`}
</li>`;
}

function behindWords(behind: number): string {
  if (behind === 0) return 'up to date';
  return behind === 1 ? '1 certificate is behind the store' : `${behind} certificates are behind the store`;
}

import type { PassChange, PassRecord } from '../history.js';
import { type Html, html } from './html.js';
import { duration, moment } from './moments.js';
import { origin } from './origin.js';

/** The last passes, the latest first. */
export function passList(passes: readonly PassRecord[], now: number): Html {
  if (passes.length === 0) return html`<p class="empty">No pass has ended yet.</p>`;
  return html`<ol class="passes">${passes.map((pass) => passItem(pass, now))}</ol>`;
}

function passItem(pass: PassRecord, now: number): Html {
  const { changed, failed, changes } = pass;
  const tone = failed > 0 ? 'bad' : changed > 0 ? 'good' : 'calm';
  const done = changed > 0 && `${changed} done`;
  const words = [failed > 0 && `${failed} failed`, done].filter(Boolean).join(', ') || 'nothing to do';
  const head = html`<span class="dot" aria-hidden="true"></span><span class="what">${words}</span>
    <span class="when">${moment(pass.endedAt, now)}${` · took ${duration(pass.durationMs)}`}</span>`;
  if (changes.length === 0) return html`<li class="${tone}"><div class="pass">${head}</div></li>`;
  const left = changed + failed - changes.length;
  return html`<li class="${tone}"><details id="pass-${pass.pass}"><summary class="pass">${head}</summary>
    <ul>${changes.map(changeItem)}${left > 0 ? [html`<li>and ${left} more</li>`] : []}</ul></details></li>`;
}

function changeItem({ certificate, action, durationMs, failure }: PassChange): Html {
  if (failure === undefined) return html`<li>${certificate}: ${action} done in ${duration(durationMs)}</li>`;
  return html`<li><strong>${certificate}: ${action} failed at ${failure.step}</strong> ${failure.message}${origin(failure)}</li>`;
}

import { originOf, type PlainFailure } from '../../sdk/plain-failure.js';
import { type Html, html } from './html.js';

/** Who refused and where, behind the words of a failure; nothing where it is not known. */
export function origin(failure: PlainFailure): Html | undefined {
  const who = originOf(failure);
  return who === '' ? undefined : html` <span class="origin">(${who})</span>`;
}

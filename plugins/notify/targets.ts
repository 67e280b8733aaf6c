import { Failure, toFailure } from '../../core/sdk/index.js';
import { faultOf, kindOf, prefixes } from './kinds.js';
import { fromShortForm, MissingPart } from './short-forms.js';
import type { Target } from './target.js';

/** `slack+https://…`, `smtp://…`, or a plain URL whose host tells what it is. */
const form = /^(?:([a-z]+)\+)?(https?|smtps?):\/\//i;

/**
 * Reads NOTIFY_URLS.
 * @throws Failure CONFIG that names an entry by its position: its text is secret
 */
export function parseTargets(text: string): Target[] {
  return entriesOf(text).flatMap(({ entry, position }) => parseEntry(entry, position));
}

/** What is wrong with NOTIFY_URLS: one failure for each bad entry. */
export function checkTargets(text: string): Failure[] {
  return entriesOf(text).flatMap(({ entry, position }) => {
    try {
      parseEntry(entry, position);
      return [];
    } catch (error) {
      return [toFailure(error, 'CONFIG')];
    }
  });
}

/** The addresses that can be used, beside what is wrong with the others. */
export function soundTargets(text: string): Target[] {
  return entriesOf(text).flatMap(({ entry, position }) => {
    try {
      return parseEntry(entry, position);
    } catch {
      return [];
    }
  });
}

function entriesOf(text: string): { readonly entry: string; readonly position: number }[] {
  const entries = text.split(',').map((entry, index) => ({ entry: entry.trim(), position: index + 1 }));
  return entries.filter(({ entry }) => entry !== '');
}

/** One target, or one for each chat or room that an entry names. */
function parseEntry(entry: string, position: number): Target[] {
  try {
    return (fromShortForm(entry) ?? [entry]).map((text) => parseTarget(text, position));
  } catch (error) {
    if (error instanceof MissingPart) throw wrong(position, `lacks a part: ${error.message}`);
    throw error;
  }
}

function parseTarget(entry: string, position: number): Target {
  const [, prefix, scheme = ''] = form.exec(entry) ?? [];
  const address = prefix === undefined ? entry : entry.slice(prefix.length + 1);
  if (scheme === '' || !URL.canParse(address)) throw wrong(position, 'is no URL that messages can be sent to');
  const url = new URL(address);
  const isMail = scheme.toLowerCase().startsWith('smtp');
  const kind = isMail
    ? prefix === undefined
      ? 'smtp'
      : undefined
    : prefix === undefined
      ? kindOf(url)
      : prefixes[prefix.toLowerCase()];
  if (kind === undefined) throw wrong(position, `has an unknown kind, "${prefix}"`);
  const fault = faultOf(kind, url);
  if (fault !== undefined) throw wrong(position, fault);
  return { kind, url, shown: `${kind} at ${url.host}` };
}

function wrong(position: number, what: string): Failure {
  return new Failure('CONFIG', `entry ${position} of NOTIFY_URLS ${what}`, {
    place: 'NOTIFY_URLS',
    hint: `Write an https, smtp or smtps URL, with ${Object.keys(prefixes).join('+, ')}+ before it where the host does not tell; a comma inside is %2C`,
  });
}

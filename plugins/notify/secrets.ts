import type { Target } from './target.js';

/** What stands in addresses and is known to everybody. */
const publicWords = new Set(
  [
    'api bot hook hooks services webhook webhooks push ping sendMessage messages.json',
    'workflows powerautomate automations direct triggers manual paths invoke /triggers/manual/run',
  ].flatMap((words) => words.split(' ')),
);

/** Parameters that say nothing of who may send: versions, and which of several places it is. */
const publicParameters = new Set(['api-version', 'sp', 'sv', 'priority', 'device', 'status', 'create']);
const placeParameters = new Set(['chat_id', 'message_thread_id', 'to', 'from', 'tls']);

/** A text without what tells the way to an address: at many services its path is all the secret there is. */
export function withoutAddress(text: string, target: Target): string {
  const { url, shown } = target;
  const isPart = ([name, value]: [string, string]) => value.length > shortestPart && !placeParameters.has(name);
  const values = [...url.searchParams].filter(isPart).map(([, value]) => value);
  const parts = [...secretsOf(target), ...partsOf(url), ...values].filter((part) => part.length > shortestPart);
  const longestFirst = parts.sort((a, b) => b.length - a.length);
  return longestFirst.reduce((left, part) => left.replaceAll(part, '…'), text.replaceAll(url.href, shown));
}

/** Shorter words stand in any text. */
const shortestPart = 3;

/** Of what is shorter, nobody makes a secret, and hiding it would tear holes into the log. */
const shortestSecret = 8;

/** The parts of an address that no output may show, whatever it is about. */
export function secretsOf({ kind, url }: Target): string[] {
  const { password, searchParams } = url;
  const ofQuery = [...searchParams].flatMap(([name, value]) =>
    publicParameters.has(name) || placeParameters.has(name) ? [] : [value],
  );
  // Of a mail server, and of a room, all but the password is public.
  const open = kind === 'smtp' || kind === 'matrix';
  const found = [decoded(password), ...(open ? [] : [...partsOf(url), ...ofQuery])];
  return found.filter((part) => part.length >= shortestSecret);
}

function partsOf(url: URL): string[] {
  const path = url.pathname.slice(1);
  const segments = path.split('/').filter((segment) => !publicWords.has(segment));
  // The token of a bot stands behind a word.
  const tokens = segments.filter((segment) => /^bot\d/.test(segment)).map((segment) => segment.slice('bot'.length));
  const wholes = [path, url.search.slice(1)].filter((part) => !publicWords.has(part));
  return [...wholes, ...segments, ...tokens];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

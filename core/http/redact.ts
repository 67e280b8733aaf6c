import { visibleLine } from '../sdk/visible-text.js';
import { createNeedles, type Needles, shortest } from './needles.js';
import { formsOf } from './secret-forms.js';
import { fromBytes, toBytes, viewsOf } from './text-views.js';

/** Takes secrets out of text that people may see. */
export interface Redactor {
  /** Values shorter than four characters are left alone: they would tear holes into everything. */
  add(...secrets: readonly (string | undefined)[]): void;
  /** The same for secrets that come and go, as tokens of logins do: of these, only the last thousand are kept. */
  addPassing(...secrets: readonly (string | undefined)[]): void;
  redact(text: string): string;
}

const mask = '[secret]';

/** More tokens than a daemon with hundreds of accounts holds at one time. */
const mostPassing = 1000;

/** Stands where text was cut off: what is before it may be the beginning of a secret. */
export const ellipsis = '…';

/**
 * Redacts by value, in all the forms in which values travel: raw, in base64 also in the midst of other text
 * (`user:password`), in hexadecimal, percent-encoded, escaped for JSON or HTML, once or several times, broken over lines,
 * and in another case where the value is long. Of a value that was cut off, the beginning goes as well.
 */
export function createRedactor(...initial: readonly (string | undefined)[]): Redactor {
  const lasting = new Set<string>();
  const passing = new Set<string>();
  let needles: Needles = createNeedles();

  function isKnown(secret: string): boolean {
    return lasting.has(secret) || passing.has(secret);
  }

  function add(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      if (secret === undefined || secret.trim().length < shortest || lasting.has(secret)) continue;
      lasting.add(secret);
      for (const form of formsOf(secret)) needles.add(toBytes(form));
    }
  }

  function addPassing(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      if (secret === undefined || secret.trim().length < shortest || isKnown(secret)) continue;
      passing.add(secret);
      for (const form of formsOf(secret)) needles.add(toBytes(form));
    }
    if (passing.size > mostPassing) forgetOldest();
  }

  /** A tenth at once, since what is looked for is put together anew. */
  function forgetOldest(): void {
    for (const secret of [...passing].slice(0, passing.size - mostPassing * 0.9)) passing.delete(secret);
    needles = createNeedles();
    for (const secret of [...lasting, ...passing]) for (const form of formsOf(secret)) needles.add(toBytes(form));
  }

  add(...initial);
  return {
    add,
    addPassing,
    redact(text) {
      if (needles.isEmpty()) return text;
      const bytes = toBytes(text);
      const hidden = new Uint8Array(bytes.length);
      let isHidden = false;
      for (const view of viewsOf(bytes, needles.haveBlanks())) {
        for (const [start, end] of needles.find(view.text)) {
          hidden.fill(1, view.from(start), view.to(end - 1));
          isHidden = true;
        }
      }
      return isHidden ? fromBytes(masked(bytes, hidden)) : text;
    },
  };
}

/** Each run of hidden characters becomes one mask. */
function masked(bytes: string, hidden: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const isHidden = hidden[start];
    let end = start + 1;
    // Beyond the end there is neither.
    while (hidden[end] === isHidden) end += 1;
    parts.push(isHidden ? mask : bytes.slice(start, end));
    start = end;
  }
  return parts.join('');
}

/** A URL without its query and user information, for messages; what a service took for one is shown as the text it is. */
export function placeOf(url: URL | string): string {
  if (typeof url === 'string' && !URL.canParse(url)) return visibleLine(url.replace(/[?#].*/s, '').slice(0, 200));
  const { origin, pathname } = typeof url === 'string' ? new URL(url) : url;
  return `${origin}${pathname}`;
}

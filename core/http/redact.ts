/** Takes secrets out of text that people may see. */
export interface Redactor {
  /** Values shorter than four characters are left alone: they would tear holes into everything. */
  add(...secrets: readonly (string | undefined)[]): void;
  redact(text: string): string;
}

const mask = '[secret]';
const shortest = 4;

/** Stands where text was cut off: what is before it may be the beginning of a secret. */
export const ellipsis = '…';

/**
 * Redacts by value, in the forms in which values travel: raw, URL-encoded, form-encoded, JSON-escaped, and base64, also
 * in the midst of other text (`user:password`). What is left of one before an {@link ellipsis} goes as well.
 */
export function createRedactor(...initial: readonly (string | undefined)[]): Redactor {
  const forms = new Set<string>();
  let pattern: RegExp | undefined;

  function add(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      if (secret === undefined || secret.trim().length < shortest) continue;
      for (const form of formsOf(secret)) forms.add(form);
    }
    const longestFirst = [...forms].sort((a, b) => b.length - a.length).map(escapeForPattern);
    pattern = longestFirst.length > 0 ? new RegExp(longestFirst.join('|'), 'g') : undefined;
  }

  add(...initial);
  return {
    add,
    redact(text) {
      if (pattern === undefined) return text;
      const masked = text.replace(pattern, mask);
      if (!masked.includes(ellipsis)) return masked;
      const parts = masked.split(ellipsis);
      return parts.map((part, index) => (index < parts.length - 1 ? maskEnd(part, forms) : part)).join(ellipsis);
    },
  };
}

/** Masks the beginning of a secret that a text ends with. */
function maskEnd(text: string, forms: ReadonlySet<string>): string {
  let longest = 0;
  for (const form of forms) {
    for (let size = Math.min(form.length - 1, text.length); size >= shortest && size > longest; size -= 1) {
      if (text.endsWith(form.slice(0, size))) longest = size;
    }
  }
  return longest === 0 ? text : `${text.slice(0, -longest)}${mask}`;
}

function formsOf(secret: string): string[] {
  const bare = secret.trim();
  return [
    bare,
    encodeURIComponent(bare),
    new URLSearchParams({ s: bare }).toString().slice(2),
    JSON.stringify(bare).slice(1, -1),
    ...base64Forms(Buffer.from(bare)),
    ...bare.split('\n').filter((line) => bare.includes('\n') && line.length > 20),
  ];
}

/** Shorter pieces of base64 than this, in characters, occur by chance. */
const shortestPiece = 8;

/** The whole in base64, then the characters that it alone decides where it begins at any byte of a longer text. */
function base64Forms(secret: Buffer): string[] {
  const whole = secret.toString('base64');
  const pieces = [0, 1, 2].map((before) => {
    const size = before + secret.length;
    const encoded = Buffer.concat([Buffer.alloc(before), secret]).toString('base64');
    return encoded.slice(before === 0 ? 0 : before + 1, Math.floor((size * 8) / 6));
  });
  const all = [whole, whole.replace(/=+$/, ''), ...pieces.filter((piece) => piece.length >= shortestPiece)];
  return all.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function escapeForPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A URL without its query and user information, for messages. */
export function placeOf(url: URL | string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** Takes secrets out of text that people may see. */
export interface Redactor {
  /** Values shorter than four characters are left alone: they would tear holes into everything. */
  add(...secrets: readonly (string | undefined)[]): void;
  redact(text: string): string;
}

const mask = '[secret]';
const shortest = 4;

/** Redacts by value, in the forms in which values travel: raw, URL-encoded, form-encoded, base64, JSON-escaped. */
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
  return { add, redact: (text) => (pattern === undefined ? text : text.replace(pattern, mask)) };
}

function formsOf(secret: string): string[] {
  const bare = secret.trim();
  const base64 = Buffer.from(bare).toString('base64');
  return [
    bare,
    encodeURIComponent(bare),
    new URLSearchParams({ s: bare }).toString().slice(2),
    JSON.stringify(bare).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(bare).toString('base64url'),
    ...bare.split('\n').filter((line) => bare.includes('\n') && line.length > 20),
  ];
}

function escapeForPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A URL without its query and user information, for messages. */
export function placeOf(url: URL | string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

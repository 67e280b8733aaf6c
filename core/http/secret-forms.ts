/** The forms of a secret that no decoding of a text brings back to itself, and those that may be cut in the midst. */
export function formsOf(secret: string): string[] {
  const bare = secret.trim();
  return [
    bare,
    encodeURIComponent(bare),
    inForm(bare),
    JSON.stringify(bare).slice(1, -1),
    Buffer.from(bare).toString('hex'),
    ...base64Forms(Buffer.from(bare)),
    ...linesOf(bare),
    ...partsOfUrl(bare),
  ];
}

/** As `URLSearchParams` has it, which Node takes longer to come by than to read the text. */
function inForm(text: string): string {
  const percent = (letter: string) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, percent);
}

/** Each line of a key says enough alone. */
function linesOf(secret: string): string[] {
  return secret.includes('\n') ? secret.split('\n').filter((line) => line.length > 20) : [];
}

/** Messages name an address without its query, or by its path alone. */
function partsOfUrl(secret: string): string[] {
  if (!/^https?:\/\//i.test(secret) || !URL.canParse(secret)) return [];
  const { origin, pathname, search, username, password } = new URL(secret);
  const path = pathname === '/' ? '' : pathname;
  const withHost = path === '' ? [] : [`${origin}${path}`];
  return [
    ...withHost,
    ...[path, `${path}${search}`, search.slice(1)].filter((part) => part.length > 11),
    username,
    password,
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

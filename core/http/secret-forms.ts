/** The forms of a secret that no decoding of a text brings back to itself, and those that may be cut in the midst. */
export function formsOf(secret: string): string[] {
  const bare = secret.trim();
  return [
    bare,
    encodeURIComponent(bare),
    inForm(bare),
    JSON.stringify(bare).slice(1, -1),
    Buffer.from(bare).toString('hex'),
    ...base64Forms(bare),
    ...linesOf(bare),
    ...partsOfUrl(bare),
  ];
}

/** As `URLSearchParams` has it, which Node takes longer to come by than to read the text. */
function inForm(text: string): string {
  let form = encodeURIComponent(text).replaceAll('%20', '+');
  for (const letter of "!'()~") form = form.replaceAll(letter, `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  return form;
}

/** Each line of a key says enough alone. */
function linesOf(secret: string): string[] {
  return secret.includes('\n') ? secret.split('\n').filter((line) => line.length > 20) : [];
}

/** Messages name an address without its query, or by its path alone. */
function partsOfUrl(secret: string): string[] {
  if (!secret.includes('://') || !/^https?:\/\//i.test(secret) || !URL.canParse(secret)) return [];
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
function base64Forms(secret: string): string[] {
  const whole = Buffer.from(secret).toString('base64');
  const pieces = [0, 1, 2].map((before) => {
    const bytes = Buffer.from('\0'.repeat(before) + secret);
    const size = bytes.length;
    const encoded = bytes.toString('base64');
    return encoded.slice(before === 0 ? 0 : before + 1, Math.floor((size * 8) / 6));
  });
  const all = [whole, whole.replaceAll('=', ''), ...pieces.filter((piece) => piece.length >= shortestPiece)];
  return all.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

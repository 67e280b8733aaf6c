import { Failure } from './failure.js';

const brand = Symbol.for('letsencrypt-dns.path');

/** An address whose variable parts are encoded, made by {@link path} or {@link baseAddress}. */
export interface Path {
  readonly [brand]: true;
  toString(): string;
}

/** What may stand in a {@link path}: text and numbers are encoded, other paths go in as they are. */
export type PathPart = string | number | Path;

/**
 * The address of a request, for what is not known beforehand: path`/zones/${zone.name}/records/${id}`. Each variable
 * part is encoded (RFC 3986, section 3.3), so that it stays within its segment whatever is in it; in front of the
 * first slash of a whole URL it may only be a part of a host name.
 * @throws Failure UNSUPPORTED where a segment would be empty, or `.` or `..`, which lead elsewhere (section 5.2.4)
 */
export function path(literals: TemplateStringsArray, ...parts: readonly PathPart[]): Path {
  let text = '';
  let segment = { hasPart: false, start: 0 };

  function endSegment(): void {
    if (segment.hasPart) checkSegment(text.slice(segment.start));
    segment = { hasPart: false, start: text.length + 1 };
  }

  for (const [index, literal] of literals.entries()) {
    for (const piece of literal.split(/(?=[/?#])/)) {
      if (/^[/?#]/.test(piece)) endSegment();
      text += piece;
    }
    const part = parts[index];
    if (part === undefined) continue;
    if (isPath(part)) {
      text += part.toString();
      segment = { hasPart: false, start: text.length };
    } else {
      text += /^https?:\/\/[^/]*$/.test(text) ? hostPart(String(part)) : encodeSegment(String(part));
      segment = { ...segment, hasPart: true };
    }
  }
  endSegment();
  return asPath(text);
}

/**
 * An address that somebody gave for the API, as a beginning of others: without slashes at its end.
 * @param usual scheme of an address that was given without one, as some clients take them
 * @throws Failure CONFIG where it is no http or https address
 */
export function baseAddress(given: string, usual?: 'https'): Path {
  const bare = given.trim().replace(/\/+$/, '');
  const text = usual === undefined || bare.includes('://') ? bare : [usual, bare].join('://');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return asPath(text);
  throw new Failure('CONFIG', 'the address of the API is none', {
    hint: 'Give it with its scheme, as in https://dns.example.com',
  });
}

/** A path that a service sent, all of its segments encoded anew. @throws Failure UNSUPPORTED as {@link path} does */
export function sentPath(given: string): Path {
  const segments = given.replace(/^\//, '').split('/');
  return segments.reduce<Path>((above, segment) => path`${above}/${decode(segment)}`, asPath(''));
}

/** The address of one of the things that another address lists. */
export function below(list: string | Path, id: string): Path {
  return path`${isPath(list) ? list : asPath(list)}/${id}`;
}

export function isPath(value: unknown): value is Path {
  return typeof value === 'object' && value !== null && brand in value;
}

/** Whether a segment leads upwards or nowhere, in any of its spellings; browsers and `new URL` take `%2e` for a dot. */
export function isDotSegment(segment: string): boolean {
  return /^(\.|%2e){1,2}$/i.test(segment);
}

function asPath(text: string): Path {
  return Object.freeze({ [brand]: true as const, toString: () => text });
}

/** `@` and `:` mean nothing of their own behind the first slash, and APIs call the apex `@`. */
function encodeSegment(part: string): string {
  return encodeURIComponent(part).replaceAll('%40', '@').replaceAll('%3A', ':');
}

function checkSegment(segment: string): void {
  if (segment !== '' && !isDotSegment(segment)) return;
  throw new Failure('UNSUPPORTED', `"${segment}" cannot be part of the address of a request`);
}

function hostPart(part: string): string {
  if (/^[a-z0-9]+([.-][a-z0-9]+)*$/i.test(part)) return part;
  throw new Failure('CONFIG', `"${part}" cannot be part of a host name`);
}

/** What is no percent-encoding stays as it is. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

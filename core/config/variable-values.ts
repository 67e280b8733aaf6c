import type { Endpoint, VariableKind, VariableSpec, VariableValue } from './variable-spec.js';

/** A value, or a sentence that says what it must be. */
export type ParsedValue = { readonly value: VariableValue } | { readonly fault: string };

type Parser = (text: string, spec: VariableSpec) => ParsedValue | Promise<ParsedValue>;

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

const parsers: Readonly<Record<VariableKind, Parser>> = {
  string: (text) => ({ value: text }),
  path: (text) => ({ value: text }),
  boolean: parseBoolean,
  integer: parseInteger,
  mode: parseMode,
  url: parseUrl,
  list: parseList,
  enum: parseChoice,
  mail: parseMail,
  cron: parseCron,
  timezone: parseTimeZone,
  owner: parseOwner,
  endpoint: parseListenAddress,
  endpoints: parseResolvers,
};

/** Turns the text of a variable into its value. The text is not empty. */
export async function parseVariable(text: string, spec: VariableSpec): Promise<ParsedValue> {
  return parsers[spec.kind](text, spec);
}

/** true/false/1/0/yes/no in any case; undefined for anything else. */
export function readBoolean(text: string): boolean | undefined {
  return truths[text.trim().toLowerCase()];
}

/** A file mode in octal, `0640` or `640`; undefined for anything else. */
export function readMode(text: string): number | undefined {
  return /^(0o)?[0-7]{3,4}$/.test(text) ? Number.parseInt(text.replace(/^0o/, ''), 8) : undefined;
}

function parseBoolean(text: string): ParsedValue {
  const value = readBoolean(text);
  return value === undefined ? { fault: 'must be true or false (or 1, 0, yes, no)' } : { value };
}

function parseInteger(text: string, spec: VariableSpec): ParsedValue {
  const minimum = spec.minimum ?? 0;
  const value = Number(text.trim());
  const valid = /^\d{1,9}$/.test(text.trim()) && value >= minimum;
  return valid ? { value } : { fault: `must be a whole number, ${minimum} or more` };
}

function parseMode(text: string): ParsedValue {
  const value = readMode(text.trim());
  return value === undefined ? { fault: 'must be a mode of three or four octal digits, such as 0640' } : { value };
}

function parseUrl(text: string, spec: VariableSpec): ParsedValue {
  if (!URL.canParse(text.trim())) return { fault: 'must be a URL' };
  const url = new URL(text.trim());
  const forWeb = spec.name === 'LETSENCRYPT_SERVER';
  if (forWeb && url.protocol !== 'https:' && url.protocol !== 'http:') return { fault: 'must be an https URL' };
  return { value: text.trim() };
}

function parseList(text: string): ParsedValue {
  return { value: readList(text) };
}

/** Words between commas or line ends, empty ones left out. */
export function readList(text: string): readonly string[] {
  return text.split(/[,\n]/).flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}

function parseChoice(text: string, spec: VariableSpec): ParsedValue {
  const choices = spec.choices ?? [];
  const value = text.trim().toLowerCase();
  return choices.includes(value) ? { value } : { fault: `must be one of ${choices.join(', ')}` };
}

function parseMail(text: string): ParsedValue {
  const value = text.trim();
  return isMailAddress(value) ? { value } : { fault: 'must be a mail address' };
}

/** Whether this has the form of a mail address; no more can be told without sending to it. */
export function isMailAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}

/** Why a cron pattern is not valid; undefined where it is. Loads the scheduler's parser. */
export async function faultOfCron(pattern: string): Promise<string | undefined> {
  const { CronPattern } = await import('croner');
  try {
    new CronPattern(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
  }
}

async function parseCron(text: string): Promise<ParsedValue> {
  const fault = await faultOfCron(text.trim());
  return fault === undefined ? { value: text.trim() } : { fault: `must be a cron pattern: ${fault}` };
}

function parseTimeZone(text: string): ParsedValue {
  // POSIX allows a leading colon before the name of a zone (XBD 8.3).
  const value = text.trim().replace(/^:/, '');
  if (value.startsWith('/')) return { value };
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return { value };
  } catch {
    return { fault: 'must be the name of a time zone, such as Europe/Berlin or UTC' };
  }
}

function parseOwner(text: string): ParsedValue {
  const value = text.trim();
  if (/^\d{1,10}$/.test(value)) return { value: Number(value) };
  return /^[^\s:]+$/.test(value) ? { value } : { fault: 'must be a name or a number' };
}

/** `host`, `host:port`, `[::1]:port` or `::1`; undefined for anything else. */
export function readEndpoint(text: string, defaultPort: number): Endpoint | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+(?:%\w+)?)\]|([^\s:[\]/]+))(?::(\d{1,5}))?$/.exec(text);
  const bare = /^[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/.test(text) ? text : undefined;
  const host = match?.[1] ?? match?.[2] ?? bare;
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  return { host, port };
}

function parseListenAddress(text: string): ParsedValue {
  const trimmed = text.trim();
  const onlyPort = /^:?(\d+)$/.exec(trimmed)?.[1];
  const value = readEndpoint(onlyPort === undefined ? trimmed : `127.0.0.1:${onlyPort}`, 0);
  return value === undefined ? { fault: 'must be [host:]port, such as 127.0.0.1:8080' } : { value };
}

/** A resolver that is asked over HTTPS (RFC 8484); undefined for anything else. */
function readResolverUrl(text: string): Endpoint | undefined {
  if (!/^https:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { href, hostname, port, username, password, hash } = new URL(text);
  if (username !== '' || password !== '' || hash !== '') return undefined;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port), url: href };
}

function parseResolvers(text: string): ParsedValue {
  const endpoints: Endpoint[] = [];
  for (const item of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const endpoint = readResolverUrl(item) ?? readEndpoint(item, 53);
    if (endpoint === undefined) {
      return { fault: `must be host[:port] or an https:// address, comma separated; \`${item}\` is not` };
    }
    endpoints.push(endpoint);
  }
  return { value: endpoints };
}

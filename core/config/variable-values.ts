import { readBoolean } from '../options/read-boolean.js';
import { parseFileMode } from '../sdk/file-mode.js';
import { authorities, authorityCalled } from './authority.js';
import { didYouMean } from './nearest.js';
import { faultOfProxy } from './proxy-address.js';
import { faultOfServer } from './server-address.js';
import { readTimeZone } from './time-zone.js';
import type { Endpoint, VariableKind, VariableSpec, VariableValue } from './variable-spec.js';

/** A value, with a warning where it is odd, or a sentence that says what it must be. */
export type ParsedValue =
  | { readonly value: VariableValue; readonly warning?: string | undefined }
  /** `hidden`: the text may hold a secret, and is not to be shown. */
  | { readonly fault: string; readonly hint?: string | undefined; readonly hidden?: boolean };

type Parser = (text: string, spec: VariableSpec) => ParsedValue | Promise<ParsedValue>;

const parsers: Readonly<Record<VariableKind, Parser>> = {
  string: (text) => ({ value: text }),
  path: (text) => ({ value: text }),
  number: parseNumber,
  boolean: parseBoolean,
  integer: parseInteger,
  seconds: parseSeconds,
  mode: parseMode,
  url: parseUrl,
  directory: parseDirectory,
  authority: parseAuthority,
  proxy: parseProxy,
  'binding-key': parseBindingKey,
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
export function parseVariable(text: string, spec: VariableSpec): ParsedValue | Promise<ParsedValue> {
  return parsers[spec.kind](text, spec);
}

function parseBoolean(text: string): ParsedValue {
  const value = readBoolean(text);
  return value === undefined ? { fault: 'must be true or false (or 1, 0, yes, no)' } : { value };
}

function parseNumber(text: string): ParsedValue {
  const value = Number(text);
  return Number.isFinite(value) ? { value } : { fault: 'must be a number' };
}

function parseInteger(text: string, spec: VariableSpec): ParsedValue {
  const minimum = spec.minimum ?? 0;
  const word = text.trim();
  const value = Number(word);
  const valid = /^\d{1,9}$/.test(word) && value >= minimum;
  return valid ? { value } : { fault: `must be a whole number, ${minimum} or more` };
}

function parseSeconds(text: string, spec: VariableSpec): ParsedValue {
  const value = readSeconds(text, spec.minimum);
  return value === undefined ? { fault: `must be a number of seconds, ${spec.minimum ?? 0} or more` } : { value };
}

/** Seconds, parts of them allowed (`0.5`); undefined for anything else. */
export function readSeconds(text: string, minimum = 0): number | undefined {
  const word = text.trim();
  const value = /^(\d{1,9}(\.\d*)?|\.\d+)$/.test(word) ? Number(word) : -1;
  return value >= minimum ? value : undefined;
}

function parseMode(text: string, { default: usual = '0' }: VariableSpec): ParsedValue {
  const parsed = parseFileMode(text, Number.parseInt(usual, 8));
  return 'mode' in parsed ? { value: parsed.mode } : parsed;
}

function parseUrl(text: string): ParsedValue {
  return URL.canParse(text.trim()) ? { value: text.trim() } : { fault: 'must be a URL' };
}

function parseDirectory(text: string): ParsedValue {
  const fault = faultOfServer(text.trim());
  return fault === undefined ? { value: text.trim() } : { fault, hidden: text.includes('@') };
}

/** A short name of a CA, or the URL of its directory. */
export function parseAuthority(text: string): ParsedValue {
  const value = text.trim();
  if (value.includes(':')) return parseDirectory(value);
  const found = authorityCalled(value);
  if (found !== undefined) return { value: found.id };
  const ids = authorities.map(({ id }) => id);
  return { fault: `must be one of ${ids.join(', ')}, or a URL`, hint: didYouMean(value, ids) };
}

function parseProxy(text: string): ParsedValue {
  const fault = faultOfProxy(text);
  return fault === undefined ? { value: text.trim() } : { fault, hidden: true };
}

/** CAs show the key in base64url or base64 (RFC 4648, sections 4 and 5); the first is what is used. */
function parseBindingKey(text: string): ParsedValue {
  const value = text.trim().replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return /^[A-Za-z0-9_-]+$/.test(value) ? { value } : { fault: 'must be base64url or base64, as the CA shows it' };
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
  if (choices.includes(text.trim())) return { value: text.trim() };
  const word = text.trim().toLowerCase();
  const value = spec.synonyms?.[word] ?? word;
  return choices.includes(value) ? { value } : { fault: `must be one of ${choices.join(', ')}` };
}

/** Several addresses stand for several contacts; in the value they are joined by commas. */
function parseMail(text: string): ParsedValue {
  const addresses = text.split(/[\s,;]+/).flatMap((word) => word.replace(/^mailto:/i, '') || []);
  if (addresses.length > 0 && addresses.every(isMailAddress)) return { value: addresses.join(',') };
  return { fault: 'must be a mail address, or several with commas between them' };
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
  const value = text.trim();
  const fault = await faultOfCron(value);
  if (fault !== undefined) return { fault: `must be a cron pattern: ${fault}` };
  const { Cron } = await import('croner');
  const neverComes = new Cron(value, { paused: true }).nextRun() === null;
  return { value, ...(neverComes && { warning: 'never comes: there is no such day, so nothing is looked for by it' }) };
}

function parseTimeZone(text: string): ParsedValue {
  const value = readTimeZone(text);
  if (value !== undefined) return { value };
  const warning = 'is not the name of a time zone, such as Europe/Berlin, so UTC is taken';
  return { value: 'UTC', warning };
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

import { createHash } from 'node:crypto';
import { parseDomainPattern } from '../domain-pattern.js';
import type { DoorClient } from '../doors.js';
import { networksOverlap, parseNetwork } from '../networks.js';
import type { ProblemDetails } from '../problems.js';
import type { YamlDocument } from './document.js';
import type { ClientEntry, DoorsEntry } from './doors-schema.js';
import type { YamlSource } from './result.js';

type Report = (path: readonly PropertyKey[], message: string, details?: ProblemDetails) => void;

const makeSecret = 'Make one with `letsencrypt-dns doors secret`';

/** The clients of the section `doors`; what is wrong is reported at its place. */
export function readDoorClients(
  entry: DoorsEntry,
  document: YamlDocument,
  { problems, credentials }: Pick<YamlSource, 'problems' | 'credentials'>,
): DoorClient[] {
  const clients = entry.clients.map((client, index) => {
    const path = ['doors', 'clients', index];
    const report: Report = (inner, message, details) =>
      problems.error(document.placeOf([...path, ...inner]), message, details);
    checkDoors(client, entry, report);
    return readClient(client, document.placeOf(path), report, credentials === 'optional');
  });
  for (const [index, client] of clients.entries()) {
    const place = document.placeOf(['doors', 'clients', index]);
    for (const other of clients.slice(0, index)) {
      const fault = faultOfTwo(client, other);
      if (fault !== undefined) problems.error(place, fault.message, { hint: fault.hint });
    }
  }
  return clients;
}

function readClient(entry: ClientEntry, place: string, report: Report, isOptional: boolean): DoorClient {
  const { name, doors, certificates = [], validate } = entry;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
    report(['name'], `\`${name}\` is no name of a client`, {
      hint: 'Use up to 64 letters, digits, dots, hyphens and underscores',
    });
  }
  const domains = (entry.domains ?? []).flatMap((text, index) => {
    const parsed = parseDomainPattern(text);
    if ('pattern' in parsed) return [parsed.pattern];
    report(['domains', index], parsed.fault, parsed.hint === undefined ? {} : { hint: parsed.hint });
    return [];
  });
  const from = (entry.from ?? []).filter((text, index) => {
    if (parseNetwork(text) !== undefined) return true;
    report(['from', index], `\`${text}\` is neither an address nor a network`, { hint: 'Write it as 192.0.2.0/24' });
    return false;
  });
  const known = validate === undefined ? readSecret(entry, report, isOptional) : unboundClient(entry, report);
  return { name, ...known, domains: [...new Set(domains)], doors, from, certificates, validate, place };
}

type Known = Pick<DoorClient, 'secret' | 'secretHash'>;

const unknown: Known = { secret: undefined, secretHash: undefined };

function readSecret(entry: ClientEntry, report: Report, isOptional: boolean): Known {
  const { secret, secret_hash: hash } = entry;
  if (isOptional && secret === '') return unknown;
  if ((secret === undefined) === (hash === undefined)) {
    report([], secret === undefined ? '`secret` is missing' : '`secret` and `secret_hash` are both given', {
      hint: secret === undefined ? makeSecret : 'Give one of them',
    });
    return unknown;
  }
  if (hash !== undefined) {
    if (entry.doors.includes('acme')) {
      report(['secret_hash'], 'the door acme needs the secret itself: it is the key of the external account binding', {
        hint: 'Give `secret`',
      });
    }
    const digits = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(hash)?.[1];
    if (digits === undefined) report(['secret_hash'], '`secret_hash` must be `sha256:` and 64 hexadecimal digits');
    return { secret: undefined, secretHash: digits?.toLowerCase() };
  }
  const text = secret?.replace(/=+$/, '') ?? '';
  const isKey = /^[\w-]+$/.test(text) && Buffer.from(text, 'base64url').length >= 32 && text.length <= 256;
  if (!isKey) report(['secret'], '`secret` must be 32 bytes in base64url', { hint: makeSecret });
  return { secret: text, secretHash: createHash('sha256').update(text).digest('hex') };
}

function unboundClient(entry: ClientEntry, report: Report): Known {
  if (entry.secret !== undefined || entry.secret_hash !== undefined) {
    report(['validate'], 'a client with `validate` has no secret', { hint: 'Leave out one of the two' });
  }
  if ((entry.from ?? []).length === 0) {
    report(['validate'], 'a client with `validate` needs `from`: it is known by its address alone');
  }
  if (entry.doors.some((door) => door !== 'acme')) report(['doors'], '`validate` is for the door acme alone');
  return unknown;
}

function checkDoors({ doors, domains = [], certificates = [] }: ClientEntry, entry: DoorsEntry, report: Report): void {
  if (domains.length === 0 && doors.some((door) => door !== 'certificates')) {
    report([], '`domains` is missing', { hint: 'Name what the client may prove' });
  }
  if (doors.includes('certificates') && certificates.length === 0) {
    report([], '`certificates` is missing', { hint: 'Name the lineages that the client may fetch' });
  }
  if (doors.includes('acme-dns') && entry.acme_dns === undefined) {
    report(['doors'], 'the door acme-dns needs `doors.acme_dns.zone`');
  }
  if (doors.includes('cert-manager') && entry.cert_manager === undefined) {
    report(['doors'], 'the door cert-manager needs `doors.cert_manager`');
  }
}

function faultOfTwo(one: DoorClient, other: DoorClient): { message: string; hint: string } | undefined {
  if (one.name === other.name) return { message: `the client \`${one.name}\` stands twice`, hint: 'Give each a name' };
  if (one.secretHash !== undefined && one.secretHash === other.secretHash) {
    return { message: `\`${one.name}\` has the same secret as \`${other.name}\``, hint: makeSecret };
  }
  const areUnbound = one.validate !== undefined && other.validate !== undefined;
  if (!areUnbound || !networksOverlap(one.from, other.from)) return undefined;
  return {
    message: `\`${one.name}\` and \`${other.name}\` cannot be told apart by their addresses`,
    hint: 'Let no address be in both `from`',
  };
}

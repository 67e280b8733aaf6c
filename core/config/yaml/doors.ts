import { isIP } from 'node:net';
import { checkDomain } from '../domain-name.js';
import type { DoorsSettings, DoorsTls } from '../doors.js';
import { didYouMean } from '../nearest.js';
import type { Endpoint } from '../variable-spec.js';
import { parseVariable } from '../variable-values.js';
import { readZoneName } from '../zone-name.js';
import type { YamlDocument } from './document.js';
import { readDoorClients } from './door-clients.js';
import type { DoorsEntry } from './doors-schema.js';
import type { YamlSource } from './result.js';

/** Reads the section `doors`; what is wrong is reported at its place, and stops everything. */
export async function readDoors(
  entry: DoorsEntry,
  document: YamlDocument,
  source: Pick<YamlSource, 'problems' | 'credentials'>,
): Promise<DoorsSettings | undefined> {
  const { problems } = source;
  const before = problems.list().length;
  const place = (...path: PropertyKey[]) => document.placeOf(['doors', ...path]);
  const listen = await readListen(entry.listen);
  const tls = readTls();
  const url = readUrl(listen);
  const clients = readDoorClients(entry, document, source);
  if (listen !== undefined && tls === undefined && !isLoopback(listen.host)) {
    problems.error(place('listen'), 'without `tls` only loopback can be listened on', {
      hint: 'Give `tls`, or listen on 127.0.0.1 behind a proxy',
    });
  }
  const certManager = readCertManager();
  const zone = entry.acme_dns === undefined ? undefined : readZone(entry.acme_dns.zone);
  if (
    problems
      .list()
      .slice(before)
      .some(({ severity }) => severity === 'error')
  )
    return undefined;
  if (listen === undefined || url === undefined) return undefined;
  const acmeDns = zone === undefined ? undefined : { zone };
  return { listen, tls, url, clients, certManager, acmeDns, place: place() };

  async function readListen(text: string): Promise<Endpoint | undefined> {
    const parsed = await parseVariable(text, { name: '', kind: 'endpoint', meaning: '' });
    if (!('fault' in parsed)) return parsed.value as Endpoint;
    problems.error(place('listen'), '`listen` must be [host:]port, such as 0.0.0.0:8443');
    return undefined;
  }

  function readTls(): DoorsTls | undefined {
    if (entry.tls === undefined) return undefined;
    const { certificate, cert, key } = entry.tls;
    if (certificate !== undefined && cert === undefined && key === undefined) return { certificate };
    if (certificate === undefined && cert !== undefined && key !== undefined) return { cert, key };
    problems.error(place('tls'), '`tls` needs either `certificate`, or `cert` and `key`');
    // As if it were there: that it is missing would be a wrong complaint.
    return { certificate: certificate ?? '' };
  }

  function readUrl(bound: Endpoint | undefined): string | undefined {
    if (entry.url !== undefined) return readGivenUrl(entry.url);
    const named = entry.tls?.certificate ?? '';
    const host = 'name' in checkDomain(named) ? named.toLowerCase() : namedHost(bound);
    if (bound === undefined) return undefined;
    if (host !== undefined) {
      const shown = isIP(host) === 6 ? `[${host}]` : host;
      return `${entry.tls === undefined ? 'http' : 'https'}://${shown}:${bound.port}`;
    }
    problems.error(place(), '`url` is missing', {
      hint: 'Give the address as clients see it: https://hub.example.com:8443',
    });
    return undefined;
  }

  function readGivenUrl(text: string): string | undefined {
    const parsed = URL.canParse(text) ? new URL(text) : undefined;
    const isPlain =
      parsed !== undefined &&
      ['https:', 'http:'].includes(parsed.protocol) &&
      parsed.pathname === '/' &&
      parsed.search + parsed.hash + parsed.username + parsed.password === '';
    if (isPlain) return parsed.origin;
    problems.error(place('url'), '`url` must be an address without a path, such as https://hub.example.com:8443');
    return undefined;
  }

  function readCertManager(): DoorsSettings['certManager'] {
    const section = entry.cert_manager;
    if (section === undefined) return undefined;
    const names = clients.filter(({ doors }) => doors.includes('cert-manager')).map(({ name }) => name);
    for (const [namespace, client] of Object.entries(section.clients)) {
      if (names.includes(client)) continue;
      const hint = didYouMean(client, names) ?? 'Name a client whose `doors` have cert-manager';
      problems.error(place('cert_manager', 'clients', namespace), `no client \`${client}\` has the door cert-manager`, {
        hint,
      });
    }
    if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(section.group) || !section.group.includes('.')) {
      problems.error(place('cert_manager', 'group'), '`group` must be a domain name, such as acme.hub.example.com');
    }
    const { group, solver = 'letsencrypt-dns', front_proxy_ca: frontProxyCa } = section;
    if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(solver)) {
      problems.error(place('cert_manager', 'solver'), '`solver` must be lower-case letters, digits and hyphens');
    }
    const frontProxyNames = section.front_proxy_names ?? [];
    return { group, solver, frontProxyCa, frontProxyNames, clients: section.clients };
  }

  function readZone(text: string): string | undefined {
    const read = readZoneName(text);
    if (!('fault' in read)) return read.name;
    problems.error(place('acme_dns', 'zone'), read.fault);
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** The address that is bound, where clients can know the listener by it. */
function namedHost(bound: Endpoint | undefined): string | undefined {
  return bound === undefined || ['0.0.0.0', '::', '*'].includes(bound.host) ? undefined : bound.host;
}

import { need } from './binaries.js';
import { parseAddress } from './dns-exchange.js';
import { runCommand } from './run-command.js';

/** One record as the lab reports it: the name in lower case without its final dot, TXT content unquoted. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly content: string;
}

/** A zone file with SOA, one NS (`ns1.<zone>`) and that server's address. */
export function zoneFile(zone: string, nameServerHost: string): string {
  return [
    `$ORIGIN ${zone}.`,
    '$TTL 60',
    `@ IN SOA ns1.${zone}. hostmaster.${zone}. 1 3600 600 604800 60`,
    `@ IN NS ns1.${zone}.`,
    `ns1 IN A ${nameServerHost}`,
    '',
  ].join('\n');
}

/** All records of a zone, by transfer (RFC 5936) with dig. */
export async function transferZone(dnsAddress: string, zone: string): Promise<ZoneRecord[]> {
  const { host, port } = parseAddress(dnsAddress);
  const server = [`@${host}`, '-p', String(port)];
  const style = ['+noall', '+answer', '+onesoa', '+time=3', '+tries=1'];
  const { stdout } = await runCommand(need('dig'), [...server, zone, 'AXFR', ...style]);
  const records = stdout.split('\n').flatMap(parseRecord);
  if (!records.some(({ type }) => type === 'SOA')) throw new Error(`${dnsAddress} did not transfer ${zone}: ${stdout}`);
  return records;
}

function parseRecord(line: string): ZoneRecord[] {
  const [, name, ttl, type, content] = /^([^;\s]\S*)\s+(\d+)\s+IN\s+(\S+)\s+(.*)$/.exec(line) ?? [];
  if (name === undefined || ttl === undefined || type === undefined || content === undefined) return [];
  return [zoneRecord(name, type, Number(ttl), content)];
}

/** Makes a {@link ZoneRecord} from presentation format (RFC 1035 section 5.1). */
export function zoneRecord(name: string, type: string, ttl: number, content: string): ZoneRecord {
  return {
    name: name.replace(/\.$/, '').toLowerCase(),
    type,
    ttl,
    content: type === 'TXT' ? unquote(content) : content,
  };
}

function unquote(content: string): string {
  const strings = content.match(/"(?:[^"\\]|\\.)*"/g) ?? [content];
  return strings.map((string) => string.replace(/^"|"$/g, '').replace(/\\(["\\;])/g, '$1')).join('');
}

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { need } from './binaries.js';
import { freePort } from './free-port.js';
import { httpRequest } from './http-request.js';
import { chooseEndpoint, type NameServer, type NameServerOptions } from './name-server.js';
import { runCommand } from './run-command.js';
import { startServer } from './server-process.js';
import { inTempDir } from './temp-dir.js';
import { type ZoneRecord, zoneRecord } from './zone.js';

export interface PowerDnsOptions extends NameServerOptions {
  /** sqlite answers 500 to concurrent writes of one zone; lmdb does not. Default sqlite. */
  readonly backend?: 'sqlite' | 'lmdb';
  /** Default: a random one. */
  readonly apiKey?: string;
  /** Puts each request of the API into the output, for counting. */
  readonly logsRequests?: boolean;
}

export interface PowerDns extends NameServer {
  /** Base URL of the REST API, without `/api/v1`: what `--pdns-server` takes. */
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Adds a zone of kind Native with SOA and NS. */
  createZone(zone: string): Promise<void>;
}

interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly records: ReadonlyArray<{ readonly content: string }>;
}

/** Where Debian's pdns-backend-sqlite3 keeps the tables' definition. */
const sqliteSchema = '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql';

/** Starts PowerDNS with its REST API; zones are made through that API. */
export async function startPowerDns(options: PowerDnsOptions): Promise<PowerDns> {
  return inTempDir('powerdns', async (directory) => {
    const endpoint = await chooseEndpoint(options.listen);
    const apiPort = await freePort();
    const apiKey = options.apiKey ?? randomBytes(16).toString('hex');
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const backend = options.backend ?? 'sqlite';
    if (backend === 'sqlite') {
      await runCommand(need('sqlite3'), [join(directory, 'pdns.sqlite3')], { input: await readFile(sqliteSchema) });
    }
    const logging = options.logsRequests === true ? ['loglevel=6', 'webserver-loglevel=normal'] : [];
    const settings = [...configuration(directory, backend, endpoint, apiPort, apiKey), ...logging, ''];
    await writeFile(join(directory, 'pdns.conf'), settings.join('\n'));

    async function api(method: string, path: string, body?: unknown): Promise<string> {
      const response = await httpRequest(`${apiUrl}/api/v1/servers/localhost${path}`, {
        method,
        headers: { 'x-api-key': apiKey },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.status >= 300) throw new Error(`${method} ${path} answered ${response.status}: ${response.body}`);
      return response.body;
    }

    async function createZone(zone: string): Promise<void> {
      const address = {
        name: `ns1.${zone}.`,
        type: 'A',
        ttl: 60,
        records: [{ content: endpoint.host, disabled: false }],
      };
      await api('POST', '/zones', {
        name: `${zone}.`,
        kind: 'Native',
        nameservers: [`ns1.${zone}.`],
        rrsets: [address],
      });
    }

    const server = await startServer({
      name: 'pdns_server',
      command: need('pdns_server'),
      args: [`--config-dir=${directory}`],
      directory,
      probe: () => api('GET', ''),
    });
    try {
      for (const zone of options.zones) await createZone(zone);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return {
      apiUrl,
      apiKey,
      dnsAddress: endpoint.dnsAddress,
      createZone,
      output: server.output,
      async zoneRecords(zone) {
        const { rrsets } = JSON.parse(await api('GET', `/zones/${zone}.`)) as { rrsets: readonly RecordSet[] };
        return rrsets.flatMap(flatten);
      },
      stop: server.stop,
    };
  });
}

function flatten({ name, type, ttl, records }: RecordSet): ZoneRecord[] {
  return records.map(({ content }) => zoneRecord(name, type, ttl, content));
}

function configuration(
  directory: string,
  backend: 'sqlite' | 'lmdb',
  endpoint: { host: string; port: number },
  apiPort: number,
  apiKey: string,
): string[] {
  const storage = {
    sqlite: ['launch=gsqlite3', `gsqlite3-database=${directory}/pdns.sqlite3`],
    lmdb: ['launch=lmdb', `lmdb-filename=${directory}/pdns.lmdb`, 'lmdb-map-size=64', 'lmdb-shards=4'],
  }[backend];
  return [
    ...storage,
    `socket-dir=${directory}`,
    `local-address=${endpoint.host}`,
    `local-port=${endpoint.port}`,
    'daemon=no',
    'guardian=no',
    'disable-syslog=yes',
    'security-poll-suffix=',
    'api=yes',
    `api-key=${apiKey}`,
    'webserver=yes',
    'webserver-address=127.0.0.1',
    `webserver-port=${apiPort}`,
    'webserver-allow-from=127.0.0.0/8',
    'default-soa-content=ns1.@ hostmaster.@ 0 3600 600 604800 60',
    // What the API has written must be in the very next answer.
    'zone-cache-refresh-interval=0',
    'cache-ttl=0',
    'query-cache-ttl=0',
    'negquery-cache-ttl=0',
  ];
}

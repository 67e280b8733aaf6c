import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { need } from './binaries.js';
import { servesZones } from './dns-exchange.js';
import { chooseEndpoint, type NameServerOptions, type UpdatableNameServer } from './name-server.js';
import { startServer } from './server-process.js';
import { inTempDir } from './temp-dir.js';
import { createTsigKeys, type TsigKeys } from './tsig-keys.js';
import { transferZone, zoneFile } from './zone.js';

/** Starts Knot DNS as an authoritative server; its journal and zone files are in a temporary directory. */
export async function startKnot(options: NameServerOptions): Promise<UpdatableNameServer> {
  return inTempDir('knot', async (directory) => {
    const endpoint = await chooseEndpoint(options.listen);
    const keys = createTsigKeys();
    const configFile = join(directory, 'knot.conf');
    await writeFile(configFile, configuration(directory, endpoint, keys, options.zones));
    for (const zone of options.zones) {
      await writeFile(join(directory, `${zone}.zone`), zoneFile(zone, endpoint.host));
    }
    const server = await startServer({
      name: 'knotd',
      command: need('knotd'),
      args: ['-c', configFile],
      directory,
      probe: () => servesZones(endpoint.dnsAddress, options.zones),
    });
    return {
      dnsAddress: endpoint.dnsAddress,
      keys,
      output: server.output,
      zoneRecords: (zone) => transferZone(endpoint.dnsAddress, zone),
      stop: server.stop,
    };
  });
}

function configuration(
  directory: string,
  endpoint: { host: string; port: number },
  keys: TsigKeys,
  zones: readonly string[],
): string {
  const all = Object.values(keys);
  const keyItems = all.map(
    ({ name, algorithm, secret }) => `  - id: ${name}\n    algorithm: ${algorithm}\n    secret: ${secret}`,
  );
  const zoneItems = zones.map((zone) => `  - domain: ${zone}\n    file: ${zone}.zone\n    acl: [update, transfer]`);
  return `server:
    rundir: ${directory}
    listen: ${endpoint.host}@${endpoint.port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
log:
  - target: stderr
    any: info
database:
    storage: ${directory}
key:
${keyItems.join('\n')}
acl:
  - id: update
    key: [${all.map(({ name }) => name).join(', ')}]
    action: update
  - id: transfer
    address: 127.0.0.0/8
    action: transfer
template:
  - id: default
    storage: ${directory}
zone:
${zoneItems.join('\n')}
`;
}

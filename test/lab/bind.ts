import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { need } from './binaries.js';
import { exchange, servesZones } from './dns-exchange.js';
import { serveDns } from './dns-server.js';
import { chooseEndpoint, type NameServerOptions, type UpdatableNameServer } from './name-server.js';
import { startServer } from './server-process.js';
import { inTempDir } from './temp-dir.js';
import { createTsigKeys, type TsigKeys } from './tsig-keys.js';
import { transferZone, zoneFile } from './zone.js';

/** Starts BIND 9 as an authoritative server; its journals and zone files are in a temporary directory. */
export async function startBind(options: NameServerOptions): Promise<UpdatableNameServer> {
  return inTempDir('bind', async (directory) => {
    // BIND listens only on addresses that an interface has, so that it needs someone at the door on its port 53.
    const endpoint = await chooseEndpoint();
    const door = options.listen === 'port-53' ? await chooseEndpoint('port-53') : undefined;
    const keys = createTsigKeys();
    const configFile = join(directory, 'named.conf');
    // Debian's AppArmor profile confines /usr/sbin/named to its own directories; a copy runs without it.
    const binary = join(directory, 'named');
    await copyFile(need('named'), binary);
    await writeFile(configFile, configuration(directory, endpoint, keys, options.zones));
    for (const zone of options.zones) {
      await writeFile(join(directory, `${zone}.zone`), zoneFile(zone, (door ?? endpoint).host));
    }
    const server = await startServer({
      name: 'named',
      command: binary,
      args: ['-g', '-c', configFile, '-n', '1'],
      directory,
      probe: () => servesZones(endpoint.dnsAddress, options.zones),
    });
    const relay =
      door &&
      (await serveDns((message, transport) => exchange(endpoint.dnsAddress, message, transport), door.dnsAddress));
    return {
      dnsAddress: (door ?? endpoint).dnsAddress,
      keys,
      output: server.output,
      zoneRecords: (zone) => transferZone(endpoint.dnsAddress, zone),
      async stop() {
        await relay?.stop();
        await server.stop();
      },
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
  const keyBlocks = all.map(
    ({ name, algorithm, secret }) => `key "${name}" { algorithm ${algorithm}; secret "${secret}"; };`,
  );
  const allowed = all.map(({ name }) => `key "${name}";`).join(' ');
  const zoneBlocks = zones.map(
    (zone) => `zone "${zone}" { type primary; file "${zone}.zone"; allow-update { ${allowed} }; };`,
  );
  return `options {
  directory "${directory}";
  pid-file none;
  session-keyfile none;
  listen-on port ${endpoint.port} { ${endpoint.host}; };
  listen-on-v6 { none; };
  recursion no;
  notify no;
  dnssec-validation no;
  empty-zones-enable no;
  allow-query { 127.0.0.0/8; };
  allow-transfer { 127.0.0.0/8; };
};
controls { };
${[...keyBlocks, ...zoneBlocks].join('\n')}
`;
}

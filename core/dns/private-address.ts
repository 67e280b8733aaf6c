import { BlockList, isIPv6 } from 'node:net';
import { bareHost } from './server-address.js';

/** Addresses that mean something else, or nothing, on other networks (RFC 1918, 6598, 3927, 4193, 4291, 1122). */
const networks: readonly (readonly [string, number])[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
];

let blocked: BlockList | undefined;

/** Made when it is asked first: `node:net` takes long to load. */
function privateNetworks(): BlockList {
  const made = new BlockList();
  for (const [network, prefix] of networks) made.addSubnet(network, prefix, familyOf(network));
  return made;
}

/** Whether an IP address is one of a private network. @param address may carry a zone (`fe80::1%eth0`) */
export function isPrivateAddress(address: string): boolean {
  const bare = bareHost(address);
  blocked ??= privateNetworks();
  return blocked.check(bare, familyOf(bare));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

import { BlockList, isIP } from 'node:net';

export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** An address, or a network in CIDR form; undefined for anything else. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', bits, ...rest] = text.trim().split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%')) return undefined;
  const longest = version === 4 ? 32 : 128;
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > longest)) return undefined;
  return { address, prefix: bits === undefined ? longest : Number(bits), family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** Whether an address lies in one of these networks. IPv4 addresses in IPv6 form (`::ffff:192.0.2.1`) count as what they are. */
export function networkMatcher(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const text of networks) {
    const network = parseNetwork(text);
    if (network !== undefined) list.addSubnet(network.address, network.prefix, network.family);
  }
  return (given) => {
    const address = plainAddress(given);
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}

/** Without the IPv6 form of an IPv4 address, and without a zone. */
export function plainAddress(address: string): string {
  const bare = address.replace(/%.*/, '');
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(bare)?.[1];
  return mapped ?? bare;
}

/** Whether two networks have an address in common. */
export function networksOverlap(one: readonly string[], other: readonly string[]): boolean {
  const [inOne, inOther] = [networkMatcher(one), networkMatcher(other)];
  const starts = (texts: readonly string[]) => texts.flatMap((text) => parseNetwork(text)?.address ?? []);
  // Of two networks that meet one lies within the other, and so does any address of it.
  return starts(one).some(inOther) || starts(other).some(inOne);
}

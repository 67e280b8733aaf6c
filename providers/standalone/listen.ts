import { isIP } from 'node:net';
import { Failure, type ResponderRequest } from '../../core/sdk/index.js';

const dnsPort = 53;

/**
 * Reads `0.0.0.0:53,[::]:53`; the port is 53 unless told.
 * @throws Failure CONFIG
 */
export function parseListen(text: string): ResponderRequest['listen'] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map(parseAddress);
}

function parseAddress(text: string): ResponderRequest['listen'][number] {
  if (isIP(text) === 6) return { address: text, port: dnsPort };
  const match = /^(?:\[([^\]]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? '';
  const port = match?.[3] === undefined ? dnsPort : Number(match[3]);
  if (isIP(address) !== 0 && port <= 65_535) return { address, port };
  throw new Failure('CONFIG', `"${text}" is no address to listen on`, {
    place: '--listen',
    hint: 'Write IP addresses with ports, such as 192.0.2.1:53 or [2001:db8::1]:53',
  });
}

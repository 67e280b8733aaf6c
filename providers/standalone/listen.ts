import { isIP } from 'node:net';
import { Failure, type ResponderRequest } from '../../core/sdk/index.js';

/**
 * Reads `0.0.0.0:53,[::]:53`; the port is 53 unless told.
 * @throws Failure CONFIG
 */
export function parseListen(text: string): ResponderRequest['listen'] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map(parseAddress);
}

function parseAddress(text: string): ResponderRequest['listen'][number] {
  // An IPv6 address without brackets stands alone.
  const [, inBrackets = text, address = inBrackets, port = '53'] =
    /^(?:\[([^\]]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (isIP(address) !== 0 && Number(port) <= 65_535) return { address, port: Number(port) };
  throw new Failure('CONFIG', `"${text}" is no address to listen on`, {
    place: '--listen',
    hint: 'Write IP addresses with ports, such as 192.0.2.1:53 or [2001:db8::1]:53',
  });
}

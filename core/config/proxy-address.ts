/**
 * What is wrong with the address of a proxy: a sentence that shows nothing of it. Without a scheme, `host:port` is a plain
 * HTTP proxy, as curl reads it.
 */
export function faultOfProxy(text: string): string | undefined {
  const address = text.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    return `names a proxy by \`${scheme}://\`, which cannot be used: it must be http:// or https://`;
  }
  const url = scheme === undefined ? `http://${address}` : address;
  return URL.canParse(url) && new URL(url).hostname !== ''
    ? undefined
    : 'must be the address of a proxy: http://host:port';
}

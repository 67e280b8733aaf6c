import { createHmac } from 'node:crypto';

/** A signature of another make than that under test: RFC 3986 encoding of the sorted query, signed once more. */
export function isSigned(method: string, url: URL, secret: string): boolean {
  const encode = (text: string) =>
    encodeURIComponent(text)
      .replaceAll('*', '%2A')
      .replaceAll('(', '%28')
      .replaceAll(')', '%29')
      .replaceAll("'", '%27')
      .replaceAll('!', '%21');
  const pairs = [...url.searchParams]
    .filter(([name]) => name !== 'Signature')
    .map((pair) => pair.map(encode).join('='));
  const text = `${method}&%2F&${encode(pairs.sort().join('&'))}`;
  return url.searchParams.get('Signature') === createHmac('sha1', `${secret}&`).update(text).digest('base64');
}

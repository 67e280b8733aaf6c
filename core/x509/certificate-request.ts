import { derChildren, readDer } from './decode-der.js';
import { encodeOid } from './encode-der.js';

/** What a certificate request (PKCS#10, RFC 2986) asks for. */
export interface CertificateRequest {
  /** Common names and DNS names, lower-case, each once. */
  readonly names: readonly string[];
  /** Whether it asks for something beside DNS names: addresses, for instance. */
  readonly asksForOthers: boolean;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
}

const commonName = encodeOid('2.5.4.3');
const extensionRequest = encodeOid('1.2.840.113549.1.9.14');
const subjectAltName = encodeOid('2.5.29.17');
const tags = { sequence: 0x30, set: 0x31, attributes: 0xa0, octetString: 0x04, dnsName: 0x82 } as const;

/** More are in no order. */
const mostNames = 1000;

/**
 * Reads the names and the key of a request. Its signature is not looked at: the CA does that, and may know more kinds of
 * keys than this program.
 * @returns undefined where it is no such request
 */
export function readCertificateRequest(der: Buffer): CertificateRequest | undefined {
  const request = readDer(der, 0);
  if (request?.tag !== tags.sequence || request.end !== der.length) return undefined;
  const [information, algorithm, signature] = derChildren(request.content);
  if (information?.tag !== tags.sequence || algorithm?.tag !== tags.sequence || signature === undefined)
    return undefined;
  const version = readDer(information.content, 0);
  const subject = version && readDer(information.content, version.end);
  const key = subject && readDer(information.content, subject.end);
  if (subject?.tag !== tags.sequence || key?.tag !== tags.sequence) return undefined;
  const attributes = readDer(information.content, key.end);
  const found =
    attributes?.tag === tags.attributes ? altNamesOf(attributes.content) : { names: [], asksForOthers: false };
  const names = [...commonNamesOf(subject.content), ...found.names].map((name) => name.toLowerCase());
  if (names.length > mostNames) return undefined;
  const publicKey = information.content.subarray(subject.end, key.end);
  return { names: [...new Set(names)], asksForOthers: found.asksForOthers, publicKey };
}

function commonNamesOf(subject: Buffer): string[] {
  return derChildren(subject).flatMap(({ content: set }) =>
    derChildren(set).flatMap(({ content }) => {
      const [type, value] = derChildren(content);
      if (type === undefined || value === undefined || !isOid(content, commonName)) return [];
      // BMPString; all others are of one byte for a letter that a name may have.
      return [
        value.tag === 0x1e ? Buffer.from(value.content).swap16().toString('utf16le') : value.content.toString('latin1'),
      ];
    }),
  );
}

function altNamesOf(attributes: Buffer): { names: string[]; asksForOthers: boolean } {
  const names: string[] = [];
  let asksForOthers = false;
  for (const { content: attribute } of derChildren(attributes)) {
    if (!isOid(attribute, extensionRequest)) continue;
    for (const { content: value } of derChildren(attribute).filter(({ tag }) => tag === tags.set)) {
      for (const { content: extension } of derChildren(value).flatMap(({ content }) => derChildren(content))) {
        if (!isOid(extension, subjectAltName)) continue;
        const octets = derChildren(extension).find(({ tag }) => tag === tags.octetString);
        const list = octets === undefined ? undefined : readDer(octets.content, 0);
        for (const { tag, content } of derChildren(list?.content ?? Buffer.alloc(0))) {
          if (tag === tags.dnsName) names.push(content.toString('latin1'));
          else asksForOthers = true;
        }
      }
    }
  }
  return { names, asksForOthers };
}

/** Whether the first element is this object identifier. */
function isOid(content: Buffer, oid: Buffer): boolean {
  return content.subarray(0, oid.length).equals(oid);
}

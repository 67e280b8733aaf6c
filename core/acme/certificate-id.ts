import { X509Certificate } from 'node:crypto';
import { Failure } from '../sdk/failure.js';
import { decodeAll, type Element, encodeOid, tags } from './der.js';

const authorityKeyIdentifier = encodeOid('2.5.29.35').subarray(2);
const keyIdentifierTag = 0x80;
const extensionsTag = 0xa3;

/**
 * The identifier of a certificate for `replaces` and renewal information (RFC 9773, section 4.1).
 * @returns undefined where the certificate has no authority key identifier
 * @throws Failure LINEAGE where it cannot be read
 */
export function certificateId(pem: string): string | undefined {
  try {
    const [certificate] = decodeAll(new X509Certificate(pem).raw);
    const [body] = inside(certificate);
    const fields = inside(body);
    const serial = fields.find(({ tag }) => tag === tags.integer);
    const [extensions] = inside(fields.find(({ tag }) => tag === extensionsTag));
    const keyIdentifier = findKeyIdentifier(inside(extensions));
    if (serial === undefined || keyIdentifier === undefined) return undefined;
    return `${keyIdentifier.toString('base64url')}.${serial.contents.toString('base64url')}`;
  } catch (cause) {
    throw new Failure('LINEAGE', 'the certificate cannot be read', { cause });
  }
}

function findKeyIdentifier(extensions: readonly Element[]): Buffer | undefined {
  for (const extension of extensions) {
    const parts = inside(extension);
    if (!parts[0]?.contents.equals(authorityKeyIdentifier)) continue;
    const [value] = inside(parts.at(-1));
    return inside(value).find(({ tag }) => tag === keyIdentifierTag)?.contents;
  }
  return undefined;
}

function inside(element: Element | undefined): Element[] {
  return element === undefined ? [] : decodeAll(element.contents);
}

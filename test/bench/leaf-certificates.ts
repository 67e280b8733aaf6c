import { KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { issueAuthority } from '../../core/rehearsal/authority.js';
import { leafExtensions } from '../../core/rehearsal/extensions.js';
import { createKeyPair, issueCertificate, toPem } from '../../core/rehearsal/issue-certificate.js';
import { readDer } from '../../core/x509/decode-der.js';

/** Certificates of one key and one chain, signed here: ten thousand within a second or two. */
export interface LeafAuthority {
  readonly chainPem: string;
  /** The key of every certificate, PKCS #8. */
  readonly keyPem: string;
  /** @param label takes the place of the label that the first names had; as long as that, and unique */
  issue(label: string): Leaf;
}

export interface Leaf {
  readonly pem: string;
  /** SHA-256 of the certificate: pairs with colons. */
  readonly fingerprint: string;
}

const issuerName = 'Bench E1';
const day = 24 * 3600 * 1000;
/** ecdsa-with-SHA256 (RFC 5758 section 3.2), as an AlgorithmIdentifier. */
const algorithm = Buffer.from('300a06082a8648ce3d040302', 'hex');

/**
 * One certificate is made in full; the others are that one with another label in names and serial number, signed anew:
 * building each from its parts takes 2 ms.
 * @param label part of the names
 * @param names of the certificate, in all of which the label occurs
 */
export async function createLeafAuthority(label: string, names: readonly string[]): Promise<LeafAuthority> {
  const now = Date.now();
  const [issuer, key] = await Promise.all([createKeyPair(), createKeyPair()]);
  const chainPem = await issueAuthority(issuerName, issuer, issuerName, issuer, now);
  const draft = {
    // The label is part of the serial number, too, so that no two are alike.
    serial: Buffer.concat([Buffer.from([1]), randomBytes(4), Buffer.from(label)]),
    subject: names[0],
    issuer: issuerName,
    notBefore: now - day,
    notAfter: now + 89 * day,
    publicKey: key.publicKey,
    extensions: leafExtensions(names, key.keyId, issuer.keyId, { isRsa: false, hasSubject: true }),
  };
  const first = toBeSigned(await issueCertificate(draft, issuer.privateKey)).toString('latin1');
  const signer = KeyObject.from(issuer.privateKey);
  return {
    chainPem,
    keyPem: KeyObject.from(key.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
    issue(other) {
      if (other.length !== label.length) throw new RangeError(`${other} is not as long as ${label}`);
      const changed = Buffer.from(first.replaceAll(label, other), 'latin1');
      const signature = sign('sha256', changed, signer);
      const bits = element(0x03, Buffer.concat([Buffer.from([0]), signature]));
      const der = element(0x30, Buffer.concat([changed, algorithm, bits]));
      return { pem: toPem(der), fingerprint: new X509Certificate(der).fingerprint256 };
    },
  };
}

/** The part of a certificate that is signed, as it is encoded. */
function toBeSigned(certificate: Buffer): Buffer {
  const content = readDer(certificate, 0)?.content ?? Buffer.alloc(0);
  return content.subarray(0, readDer(content, 0)?.end);
}

/** X.690 section 8.1. */
function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

import { createHash, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { BmpString, type OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  Attribute,
  AuthenticatedSafe,
  CertBag,
  ContentInfo,
  DigestInfo,
  EncryptedContentInfo,
  EncryptedData,
  MacData,
  PFX,
  PKCS8ShroudedKeyBag,
  SafeBag,
  SafeContents,
} from 'pkijs';
import { computeMac } from './mac.js';
import { iterations, octets, type Scheme } from './scheme.js';

export interface PfxContent {
  /** PEM, without a passphrase. */
  readonly privateKey: string;
  /** PEM: the certificate, then its intermediates. */
  readonly fullchain: string;
  readonly friendlyName: string;
}

const data = ContentInfo.DATA;
const encryptedData = ContentInfo.ENCRYPTED_DATA;

/** In bytes. */
const macSaltSize = 16;

/**
 * Makes a PKCS#12 file (RFC 7292): one encrypted part with the certificates, one part with the encrypted key, a MAC
 * over both.
 * @throws Error where the PEM cannot be parsed
 */
export async function createPfx(content: PfxContent, passphrase: string, scheme: Scheme): Promise<Uint8Array> {
  const certificates = splitCertificates(content.fullchain);
  const [leaf] = certificates;
  if (leaf === undefined) throw new Error('there is no certificate in the file');
  const attributes = attributesFor(leaf, content.friendlyName);

  const certificateBags = certificates.map((certificate, index) =>
    certificateBag(certificate, index === 0 ? attributes : []),
  );
  const keyBag = await shroudedKeyBag(content.privateKey, passphrase, scheme, attributes);
  const safe = encode(
    new AuthenticatedSafe({
      safeContents: [
        await encryptedPart(new SafeContents({ safeBags: certificateBags }), passphrase, scheme),
        plainPart(encode(new SafeContents({ safeBags: [keyBag] }))),
      ],
    }),
  );
  return encode(new PFX({ version: 3, authSafe: plainPart(safe), macData: macOver(safe, passphrase, scheme) }));
}

function encode(part: { toSchema(): { toBER(): ArrayBuffer } }): Uint8Array {
  return new Uint8Array(part.toSchema().toBER());
}

function splitCertificates(pem: string): Buffer[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block).raw);
}

/** They say which certificate belongs to the key: friendlyName and localKeyId (RFC 2985, section 5.5). */
function attributesFor(leaf: Buffer, friendlyName: string): Attribute[] {
  const keyId = createHash('sha1').update(leaf).digest();
  return [
    new Attribute({ type: '1.2.840.113549.1.9.20', values: [new BmpString({ value: friendlyName })] }),
    new Attribute({ type: '1.2.840.113549.1.9.21', values: [octets(keyId)] }),
  ];
}

function certificateBag(certificate: Buffer, attributes: Attribute[]): SafeBag {
  const bagValue = new CertBag({ certId: '1.2.840.113549.1.9.22.1', certValue: octets(certificate) });
  return bag('1.2.840.113549.1.12.10.1.3', bagValue, attributes);
}

async function shroudedKeyBag(
  privateKey: string,
  passphrase: string,
  scheme: Scheme,
  attributes: Attribute[],
): Promise<SafeBag> {
  const key = createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' });
  const encrypted = await scheme.encrypt(key, passphrase);
  const bagValue = new PKCS8ShroudedKeyBag({
    encryptionAlgorithm: encrypted.algorithm,
    encryptedData: octets(encrypted.data),
  });
  return bag('1.2.840.113549.1.12.10.1.2', bagValue, attributes);
}

function bag(bagId: string, bagValue: CertBag | PKCS8ShroudedKeyBag, attributes: Attribute[]): SafeBag {
  return new SafeBag({ bagId, bagValue, ...(attributes.length === 0 ? {} : { bagAttributes: attributes }) });
}

async function encryptedPart(contents: SafeContents, passphrase: string, scheme: Scheme): Promise<ContentInfo> {
  const encrypted = await scheme.encrypt(encode(contents), passphrase);
  const inner = new EncryptedContentInfo({
    contentType: data,
    contentEncryptionAlgorithm: encrypted.algorithm,
    encryptedContent: octets(encrypted.data),
    // One piece: some readers know the definite form only.
    disableSplit: true,
  });
  const content = new EncryptedData({ version: 0, encryptedContentInfo: inner });
  return new ContentInfo({ contentType: encryptedData, content: content.toSchema() });
}

function plainPart(content: Uint8Array): ContentInfo {
  const value: OctetString = octets(content);
  return new ContentInfo({ contentType: data, content: value });
}

function macOver(content: Uint8Array, passphrase: string, { hash, hashOid }: Scheme): MacData {
  const salt = randomBytes(macSaltSize);
  return new MacData({
    mac: new DigestInfo({
      digestAlgorithm: new AlgorithmIdentifier({ algorithmId: hashOid }),
      digest: octets(computeMac(content, passphrase, hash, salt, iterations)),
    }),
    macSalt: octets(salt),
    iterations,
  });
}

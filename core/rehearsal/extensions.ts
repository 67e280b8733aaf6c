import { BitString, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import { AuthorityKeyIdentifier, BasicConstraints, Extension, ExtKeyUsage, GeneralName, GeneralNames } from 'pkijs';

const oids = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
} as const;

const serverAuth = '1.3.6.1.5.5.7.3.1';
const domainValidated = '2.23.140.1.2.1';

/** Bits of keyUsage, from the left (RFC 5280 section 4.2.1.3). */
const usages = { digitalSignature: 0x80, keyEncipherment: 0x20, keyCertSign: 0x04, cRLSign: 0x02 } as const;

function extension(extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER() });
}

export function authorityExtensions(
  keyId: ArrayBuffer,
  issuerKeyId: ArrayBuffer | undefined,
  isRoot: boolean,
): Extension[] {
  const constraints = isRoot ? { cA: true } : { cA: true, pathLenConstraint: 0 };
  return [
    extension(oids.basicConstraints, true, new BasicConstraints(constraints).toSchema()),
    keyUsage(usages.digitalSignature | usages.keyCertSign | usages.cRLSign, 1),
    ...identifiers(keyId, issuerKeyId),
  ];
}

export function leafExtensions(
  names: readonly string[],
  keyId: ArrayBuffer,
  issuerKeyId: ArrayBuffer,
  leaf: { readonly isRsa: boolean; readonly hasSubject: boolean },
): Extension[] {
  const usage = usages.digitalSignature | (leaf.isRsa ? usages.keyEncipherment : 0);
  const altNames = names.map((name) => generalName(name));
  const policies = new Sequence({
    value: [new Sequence({ value: [new ObjectIdentifier({ value: domainValidated })] })],
  });
  return [
    keyUsage(usage, leaf.isRsa ? 5 : 7),
    extension(oids.extKeyUsage, false, new ExtKeyUsage({ keyPurposes: [serverAuth] }).toSchema()),
    extension(oids.basicConstraints, true, new BasicConstraints({ cA: false }).toSchema()),
    ...identifiers(keyId, issuerKeyId),
    // Critical where the subject is empty (RFC 5280 section 4.2.1.6).
    extension(oids.subjectAltName, !leaf.hasSubject, new GeneralNames({ names: altNames }).toSchema()),
    extension(oids.certificatePolicies, false, policies),
  ];
}

function generalName(name: string): GeneralName {
  if (!/^[\d.]+$/.test(name)) return new GeneralName({ type: 2, value: name });
  const address = new Uint8Array(name.split('.').map(Number));
  return new GeneralName({ type: 7, value: new OctetString({ valueHex: address.buffer }) });
}

function identifiers(keyId: ArrayBuffer, issuerKeyId: ArrayBuffer | undefined): Extension[] {
  const own = extension(oids.subjectKeyIdentifier, false, new OctetString({ valueHex: keyId }));
  if (issuerKeyId === undefined) return [own];
  const issuer = new AuthorityKeyIdentifier({ keyIdentifier: new OctetString({ valueHex: issuerKeyId }) });
  return [own, extension(oids.authorityKeyIdentifier, false, issuer.toSchema())];
}

/** @param unusedBits DER wants the zero bits at the end left out */
function keyUsage(bits: number, unusedBits: number): Extension {
  const value = new BitString({ valueHex: new Uint8Array([bits]).buffer, unusedBits });
  return extension(oids.keyUsage, true, value);
}

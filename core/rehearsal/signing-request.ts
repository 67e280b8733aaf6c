import { createPublicKey } from 'node:crypto';
import { AltName, type Attribute, CertificationRequest, Extensions } from 'pkijs';
import { Problem, thumbprintOf } from '../acme-server/index.js';

export interface SigningRequest {
  /** Common name and alternative names, lower-case, each once. */
  readonly names: readonly string[];
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: ArrayBuffer;
  readonly thumbprint: string;
}

const extensionRequest = '1.2.840.113549.1.9.14';
const subjectAltName = '2.5.29.17';
const commonName = '2.5.4.3';
const dnsName = 2;

/** Reads a PKCS#10 request, checks its own signature and that its key is one that a CA may certify. @throws Problem badCSR */
export async function readSigningRequest(der: Buffer): Promise<SigningRequest> {
  try {
    const request = CertificationRequest.fromBER(new Uint8Array(der).buffer);
    if (!(await request.verify())) throw new Problem('badCSR', 'the signature of the CSR does not match');
    const publicKey = request.subjectPublicKeyInfo.toSchema().toBER();
    return { names: namesOf(request), publicKey, thumbprint: checkedThumbprint(publicKey) };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('badCSR', `the CSR cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function checkedThumbprint(publicKey: ArrayBuffer): string {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const isAllowed =
    key.asymmetricKeyType === 'rsa' ? modulusLength >= 2048 : ['prime256v1', 'secp384r1'].includes(namedCurve);
  if (!isAllowed)
    throw new Problem('badCSR', `a key of type ${key.asymmetricKeyType} ${modulusLength}${namedCurve} is not allowed`);
  return thumbprintOf(key);
}

function namesOf(request: CertificationRequest): string[] {
  const names = request.subject.typesAndValues
    .filter((attribute) => attribute.type === commonName)
    .map((attribute) => String(attribute.value.valueBlock.value));
  for (const attribute of request.attributes ?? []) {
    if (attribute.type === extensionRequest) names.push(...altNamesOf(attribute));
  }
  return [...new Set(names.map((name) => name.toLowerCase()))];
}

function altNamesOf(attribute: Attribute): string[] {
  const { extensions } = new Extensions({ schema: attribute.values[0] });
  return extensions.flatMap(({ extnID, parsedValue }) => {
    if (extnID !== subjectAltName || !(parsedValue instanceof AltName)) return [];
    return parsedValue.altNames.map((name) => {
      if (name.type !== dnsName) throw new Problem('badCSR', 'the CSR asks for something that is no DNS name');
      return String(name.value);
    });
  });
}

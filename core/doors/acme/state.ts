import { z } from 'zod';
import type { ProblemDocument } from '../../acme-server/index.js';

/** What the door keeps, on disk: an account, an order and a certificate each in one value. Moments: milliseconds since 1970. */

const AccountSchema = z.object({
  /** Name in the configuration; an account whose client is gone is of no use. */
  client: z.string(),
  jwk: z.record(z.string(), z.string()),
  status: z.enum(['valid', 'deactivated']),
  contact: z.array(z.string()),
  /** Whether it was bound by the client's secret, or is known by its address. */
  isBound: z.boolean(),
  createdAt: z.number(),
});
export type StoredAccount = z.infer<typeof AccountSchema>;

const ProblemSchema = z.looseObject({ type: z.string(), detail: z.string(), status: z.number() });

const ProofSchema = z.object({
  token: z.string(),
  status: z.enum(['pending', 'processing', 'valid', 'invalid', 'deactivated']),
  validatedAt: z.number().optional(),
  error: ProblemSchema.optional(),
});
export type StoredProof = z.infer<typeof ProofSchema>;

const OrderSchema = z.object({
  account: z.string(),
  client: z.string(),
  /** Lower-case, sorted, each once. */
  names: z.array(z.string()),
  /** One for each name, in their order. */
  proofs: z.array(ProofSchema),
  profile: z.string().optional(),
  replaces: z.string().optional(),
  createdAt: z.number(),
  expires: z.number(),
  /** DER, base64url; there from the finalization on, until the certificate is there. */
  csr: z.string().optional(),
  /** Of names and request: orders that are the same have the same. */
  digest: z.string().optional(),
  finalizedAt: z.number().optional(),
  /** The order whose outcome this one shares: of the same client, for the same names and the same request. */
  joins: z.string().optional(),
  /** The order at the CA. */
  upstream: z.object({ server: z.string(), account: z.string(), url: z.string() }).optional(),
  certificate: z.string().optional(),
  error: ProblemSchema.optional(),
  /** When another try can make sense, where the CA said so. */
  retryAt: z.number().optional(),
});
export type StoredOrder = z.infer<typeof OrderSchema>;

const CertificateSchema = z.object({
  account: z.string(),
  client: z.string(),
  names: z.array(z.string()),
  /** At the CA: who ordered it, and where. */
  server: z.string(),
  upstreamAccount: z.string(),
  /** RFC 9773 section 4.1. */
  ariId: z.string().optional(),
  /** SHA-256 of the DER, base64url. */
  digest: z.string(),
  /** SHA-256 of the SubjectPublicKeyInfo, base64url: whoever has the key may revoke. */
  keyDigest: z.string(),
  notBefore: z.number(),
  notAfter: z.number(),
  /** The whole chain. */
  pem: z.string(),
  /** URLs at the CA. */
  alternates: z.array(z.string()),
  isReplaced: z.boolean().optional(),
  revokedAt: z.number().optional(),
});
export type StoredCertificate = z.infer<typeof CertificateSchema>;

function parserOf<T>(schema: z.ZodType<T>) {
  return (value: unknown): T | undefined => schema.safeParse(value).data;
}

export const parsers = {
  account: parserOf(AccountSchema),
  order: parserOf(OrderSchema),
  certificate: parserOf(CertificateSchema),
};

/** The schema lets any member pass, as the class does. */
export function asStoredProblem(problem: ProblemDocument): z.infer<typeof ProblemSchema> {
  return { ...problem };
}

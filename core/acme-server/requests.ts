import { z } from 'zod';
import { Problem } from './problem.js';

/** What clients send, beside what RFC 8555 section 6.2 wraps around it. */
export const NewAccount = z.object({
  contact: z.array(z.string()).optional(),
  termsOfServiceAgreed: z.boolean().optional(),
  onlyReturnExisting: z.boolean().optional(),
  externalAccountBinding: z.unknown().optional(),
});

export const AccountUpdate = z.object({
  contact: z.array(z.string()).optional(),
  status: z.literal('deactivated').optional(),
});

export const NewOrder = z.object({
  identifiers: z
    .array(z.object({ type: z.string(), value: z.string() }))
    .min(1)
    .max(100),
  notBefore: z.undefined().optional(),
  notAfter: z.undefined().optional(),
  replaces: z.string().optional(),
  profile: z.string().optional(),
});

export const Finalization = z.object({ csr: z.string() });
export const Deactivation = z.object({ status: z.literal('deactivated') });
export const ChallengeResponse = z.strictObject({});
export const Revocation = z.object({ certificate: z.string(), reason: z.number().int().optional() });

/** The reasons that a subscriber may give: unspecified, keyCompromise, affiliationChanged, superseded, cessationOfOperation. */
const allowedReasons = [0, 1, 3, 4, 5];

/** @throws Problem badRevocationReason */
export function checkReason(reason: number): number {
  if (allowedReasons.includes(reason)) return reason;
  throw new Problem('badRevocationReason', `the reason may be one of ${allowedReasons.join(', ')}`);
}

/** @throws Problem unsupportedContact, invalidContact */
export function checkedContacts(contacts: readonly string[]): readonly string[] {
  for (const contact of contacts) {
    if (!contact.startsWith('mailto:')) throw new Problem('unsupportedContact', `${contact} is no mailto address`);
    if (!/^mailto:[^\s,?@]+@[^\s,?@]+\.[^\s,?@]+$/.test(contact)) {
      throw new Problem('invalidContact', `${contact} is not one mail address`);
    }
  }
  return contacts;
}

/** The names of an order, lower-case, sorted, each once. @throws Problem unsupportedIdentifier, rejectedIdentifier */
export function namesOfOrder(identifiers: readonly { readonly type: string; readonly value: string }[]): string[] {
  return [...new Set(identifiers.map(checkedName))].toSorted();
}

function checkedName({ type, value }: { readonly type: string; readonly value: string }): string {
  if (type !== 'dns') throw new Problem('unsupportedIdentifier', `identifiers of type ${type} are not supported`);
  const name = value.toLowerCase();
  const labels = name.replace(/^\*\./, '').split('.');
  const areLabels = labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label));
  if (!areLabels || labels.length < 2 || name.length > 253 || /^\d+$/.test(labels.at(-1) ?? '')) {
    throw new Problem('rejectedIdentifier', `"${value}" is not a domain name that gets certificates`);
  }
  return name;
}

import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { currentSignal } from '../sdk/ambient-signal.js';
import { Failure } from '../sdk/failure.js';
import { contactOf } from './contact.js';
import type { ExternalAccountBinding, OpenApi } from './engine.js';
import { isForgottenAccount } from './failure-kinds.js';

/** An account at the CA, as certbot's `regr.json` keeps it (`uri` and `body`). */
export interface Registration {
  readonly accountUrl: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const AccountBody = z.record(z.string(), z.unknown());

/** Registers a key, or finds the account that it has already (RFC 8555, section 7.3). */
export async function register(
  open: OpenApi,
  options: {
    readonly accountKey: KeyObject;
    readonly email?: string | undefined;
    readonly externalAccountBinding?: ExternalAccountBinding | undefined;
  },
): Promise<Registration> {
  const { accountKey, email, externalAccountBinding } = options;
  return newAccount(open, accountKey, externalAccountBinding, {
    termsOfServiceAgreed: true,
    ...(contactOf(email).length > 0 && { contact: contactOf(email) }),
  });
}

/** The account of a key; undefined where the CA knows none (RFC 8555, section 7.3.1). */
export async function findAccount(open: OpenApi, accountKey: KeyObject): Promise<Registration | undefined> {
  try {
    return await newAccount(open, accountKey, undefined, { onlyReturnExisting: true });
  } catch (error) {
    if (isForgottenAccount(error)) return undefined;
    throw error;
  }
}

async function newAccount(
  open: OpenApi,
  key: KeyObject,
  externalAccountBinding: ExternalAccountBinding | undefined,
  payload: object,
): Promise<Registration> {
  const api = open(
    { key, externalAccountBinding },
    {
      resource: 'newAccount',
      repeatable: true,
      signal: currentSignal(),
      withBinding: externalAccountBinding !== undefined,
    },
  );
  const { headers, data } = await api.createAccount(payload);
  if (headers.location === undefined) throw new Failure('RESPONSE', 'the CA gave no URL for the account');
  // The CA echoes the public key and the caller's address, which are in private_key.json and nobody's business.
  const { key: _key, initialIp: _ip, ...body } = AccountBody.safeParse(data).data ?? {};
  return { accountUrl: headers.location, body };
}

import { recognizeLetsEncrypt } from '../orders/lets-encrypt.js';
import { createAccounts } from '../orders/open-accounts.js';
import { createAfterwards } from './afterwards.js';
import type { PassContext } from './pass-context.js';
import type { PassServices } from './pass-services.js';

/** What is made for one piece of work on certificates, by whoever does it. */
export type PassParts = Pick<PassContext, 'state' | 'emit' | 'signal' | 'broker' | 'fingerprint'>;

/** What the certificates of one pass share. */
export function createPassContext(
  services: Omit<PassServices, 'postIssue' | 'removalsSeen' | 'openBroker'>,
  { state, emit, signal, broker, fingerprint }: PassParts,
): PassContext {
  const { store, memory, limits, clock, log, env } = services;
  return {
    state,
    store,
    memory,
    limits,
    letsEncrypt: recognizeLetsEncrypt(env),
    fingerprint,
    accounts: createAccounts({ ...services, settings: state.settings, signal }),
    broker,
    clock,
    log,
    emit,
    env,
    afterwards: createAfterwards(),
    signal,
  };
}

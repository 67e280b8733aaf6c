import type { ChallengeBroker } from '../challenges/index.js';
import type { DesiredState } from '../config/desired-state.js';
import type { Accounts } from '../issuance/orders/open-accounts.js';
import type { PassServices } from '../issuance/pass/pass-services.js';
import type { Registry } from '../manifest/registry.js';

/** What a check is made of; all of it outlives it. */
export type CheckServices = Pick<PassServices, 'store' | 'openBroker' | 'dispatcher' | 'log' | 'userAgent'> & {
  readonly registry: Registry;
};

/** What the parts of one check share. */
export interface CheckContext {
  readonly state: DesiredState;
  readonly store: CheckServices['store'];
  readonly accounts: Pick<Accounts, 'server'>;
  readonly broker: ChallengeBroker;
  readonly dns: ChallengeBroker['dns'];
  readonly registry: Registry;
  readonly signal: AbortSignal;
}

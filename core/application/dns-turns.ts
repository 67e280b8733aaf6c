import { existsSync } from 'node:fs';
import { type BrokerServices, standingIn } from '../challenges/index.js';
import type { Clock } from '../clock/clock.js';
import { createZoneLock } from '../dns/zone-lock.js';
import type { Logger } from '../sdk/logger.js';
import { createLayout } from '../store/layout.js';
import type { CertificateStore } from '../store/store.js';
import { zoneLeases } from './zone-leases.js';

/** How everybody who writes to the DNS takes turns: passes, checks, trials and doors, in this process and in others. */
export type DnsTurns = Pick<BrokerServices, 'zoneLock' | 'slots' | 'standing'>;

export function createDnsTurns(store: CertificateStore, log: Logger, clock: Pick<Clock, 'now'>): DnsTurns {
  return {
    zoneLock: createZoneLock(zoneLeases(store, log)),
    slots: createZoneLock(zoneLeases(store, log, 'place')),
    async standing() {
      // Only asked where there is room for one value: nobody else loads any of this for it.
      const { doorsJournal } = await import('../doors/journal.js');
      const journals = [store.journal, doorsJournal(store)];
      if (existsSync(createLayout(store.publication.directory).trialJournal)) {
        const { openTrialStore } = await import('../issuance/pass/trial-leftovers.js');
        journals.push(openTrialStore(store, log).journal);
      }
      return standingIn(journals, clock.now());
    },
  };
}

import type { DnsProvider } from './provider.js';
import type { Zone } from './record.js';

/**
 * The writing part of a provider whose API changes no record in place: an update adds the new one and then removes the
 * old one, so that the name is never without a value. For an API that lets no two stand, remove first, by hand.
 */
export function withoutUpdates<Z extends Zone>(methods: Pick<DnsProvider<Z>, 'createRecord' | 'deleteRecord'>) {
  const all: Pick<DnsProvider<Z>, 'createRecord' | 'updateRecord' | 'deleteRecord'> = {
    ...methods,
    async updateRecord(zone, id, draft) {
      await methods.createRecord(zone, draft);
      await methods.deleteRecord(zone, id);
    },
  };
  return all;
}

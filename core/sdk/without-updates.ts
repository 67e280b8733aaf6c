import type { DnsProvider } from './provider.js';
import type { Zone } from './record.js';

interface UpdateOrder {
  /** The old record goes before the new one comes: for an API that lets no two stand. The name is without a value in between. */
  readonly removesFirst?: true;
}

/**
 * The writing part of a provider whose API changes no record in place: an update adds the new one and then removes the
 * old one, so that the name is never without a value, unless told otherwise.
 */
export function withoutUpdates<Z extends Zone>(
  methods: Pick<DnsProvider<Z>, 'createRecord' | 'deleteRecord'>,
  { removesFirst }: UpdateOrder = {},
) {
  const { createRecord, deleteRecord } = methods;
  const all: Pick<DnsProvider<Z>, 'createRecord' | 'updateRecord' | 'deleteRecord'> = {
    ...methods,
    async updateRecord(zone, id, draft) {
      if (removesFirst) await deleteRecord(zone, id);
      await createRecord(zone, draft);
      if (!removesFirst) await deleteRecord(zone, id);
    },
  };
  return all;
}

import { createHostFiles } from '../../../core/application/host-files.js';
import type { PassServices } from '../../../core/issuance/pass/pass-services.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import type { CertificateStore, LineagesOptions } from '../../../core/store/store.js';
import { createFakeClock } from '../../issuance/fake-clock.js';
import { certificate, state } from '../../issuance/fixtures.js';

/** The files of a host that stands by, kept those of a store in this process. @param names of its configuration */
export function standByFiles(store: CertificateStore, names: readonly string[]) {
  const { shared } = store;
  if (shared === undefined) throw new Error('no store is shared');
  const clock = createFakeClock();
  const files = createHostFiles(shared, clock);
  const asked: (readonly string[] | 'all')[] = [];
  const watched: CertificateStore = {
    ...store,
    lineages(options: LineagesOptions = {}) {
      asked.push(options.names === undefined ? 'all' : [...options.names].sort());
      return store.lineages(options);
    },
  };
  const plugins = { owes: async () => [], done: async () => {}, finish: async () => ({ steps: [], faults: [] }) };
  const services = { store: watched, postIssue: { beginPass: () => plugins }, log: silentLogger, clock };
  // Read anew each time.
  const asRead = () => state(names.map((name) => certificate(name)));
  return {
    clock,
    files,
    /** Compares what is to be compared. @returns what lineages were read for it */
    async compare(): Promise<readonly (readonly string[] | 'all')[]> {
      await files.compare(services as unknown as PassServices, asRead(), new AbortController().signal);
      return asked.splice(0);
    },
  };
}

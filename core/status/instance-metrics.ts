import { Gauge, type Registry } from 'prom-client';
import type { SharedStoreReport } from './shared-store.js';

const prefix = 'letsencrypt_dns';

/** The gauges of a store that several instances share; without one, they have no samples. @returns what fills them anew */
export function createInstanceMetrics(registry: Registry): (store: SharedStoreReport | undefined) => void {
  const registers = [registry];
  const who = ['host', 'directory'] as const;
  const reachable = new Gauge({
    name: `${prefix}_store_reachable`,
    help: '1 where the store that several instances share answers, 0 where it does not',
    labelNames: ['store'],
    registers,
  });
  const info = new Gauge({
    name: `${prefix}_instance_info`,
    help: 'Always 1; the version of an instance over the shared store, and what it does there',
    labelNames: [...who, 'version', 'role'],
    registers,
  });
  const seen = new Gauge({
    name: `${prefix}_instance_last_seen_timestamp_seconds`,
    help: 'When the instance told of itself last; each does every minute',
    labelNames: who,
    registers,
  });
  const behind = new Gauge({
    name: `${prefix}_instance_certificates_behind`,
    help: 'Certificates on the disk of the instance that have a newer version in the store',
    labelNames: who,
    registers,
  });
  const differs = new Gauge({
    name: `${prefix}_instance_configuration_differs`,
    help: '1 where its certificates are configured otherwise than at the leader; absent where nobody is known to lead',
    labelNames: who,
    registers,
  });

  return (store) => {
    for (const metric of [reachable, info, seen, behind, differs]) metric.reset();
    if (store === undefined) return;
    reachable.set({ store: store.place }, store.away === undefined ? 1 : 0);
    for (const { host, directory, version, role, ...found } of store.instances) {
      info.set({ host, directory, version, role }, 1);
      seen.set({ host, directory }, found.lastSeen / 1000);
      behind.set({ host, directory }, found.behind);
      if (found.differs !== undefined) differs.set({ host, directory }, found.differs ? 1 : 0);
    }
  };
}

import type { DesiredState } from '../config/desired-state.js';
import { currentCertificates } from '../issuance/steps/current-certificate.js';
import { certificateAsIs } from '../issuance/steps/issued-certificate.js';
import type { IssuedCertificate } from '../sdk/plugin.js';
import { isGoodLineage } from '../store/lineages/lineage.js';
import type { CertificateStore } from '../store/store.js';

/**
 * Reads certificates as post-issue plugins see them on the host of an agent, where most are in no configuration; undefined
 * where one is gone. Throws what `currentCertificates` throws.
 */
export function currentCopies(store: CertificateStore, state: DesiredState) {
  const configured = currentCertificates(store, state);
  return async (name: string): Promise<IssuedCertificate | undefined> => {
    const found = await configured(name);
    if (found !== undefined || state.certificates.some((certificate) => certificate.name === name)) return found;
    const lineage = await store.read(name);
    return lineage === undefined || !isGoodLineage(lineage) ? undefined : certificateAsIs(store.publication, lineage);
  };
}

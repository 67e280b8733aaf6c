import type { CertificateStatus } from '../issuance/status/certificate-status.js';

/** What `status --json` prints and `/api/status` answers: one form for both. */
export function statusJson(status: {
  readonly certificates: readonly CertificateStatus[];
  readonly passRunningSince: number | undefined;
}): object {
  const { certificates, passRunningSince: since } = status;
  return { certificates, ...(since !== undefined && { passRunningSince: new Date(since) }) };
}

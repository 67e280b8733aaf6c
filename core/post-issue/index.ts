/** The host of post-issue plugins. */
export { createPostIssueHost, type PostIssueHost } from './host.js';
export type { HostedCertificate } from './hosted-certificate.js';
export { owedStepsIn } from './owed-steps.js';
export type { PassReport, PostIssuePass } from './pass-types.js';

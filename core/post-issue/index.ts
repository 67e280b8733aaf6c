/** The host of post-issue plugins. */
export { createPostIssueHost, type PostIssueHost, type PostIssueHostOptions } from './host.js';
export type { HostedCertificate } from './hosted-certificate.js';
export { type OwedStep, type OwedSteps, owedStepsIn } from './owed-steps.js';
export type { PassOptions, PassReport, PostIssuePass, StepResult } from './pass-types.js';

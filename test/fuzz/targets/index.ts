import type { FuzzTarget } from '../target.js';
import { acmeAnswers } from './acme-answers.js';
import { apiAnswers } from './api-answers.js';
import { domainsConfFile, environmentFile, yaml } from './configuration.js';
import { dnsAnswers } from './dns-answers.js';
import { dnsNames } from './dns-names.js';
import { doorAcme } from './door-acme.js';
import { renewalConfFile } from './renewal-conf.js';
import { responder } from './responder.js';
import { stateFiles } from './state-files.js';
import { statusServer } from './status-server.js';

/** All there are; a new one is added here. */
export const targets: readonly FuzzTarget[] = [
  dnsAnswers,
  dnsNames,
  responder,
  domainsConfFile,
  yaml,
  environmentFile,
  renewalConfFile,
  acmeAnswers,
  apiAnswers,
  statusServer,
  doorAcme,
  stateFiles,
];

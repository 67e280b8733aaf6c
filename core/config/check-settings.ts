import { othersMay } from '../sdk/file-mode.js';
import { letsEncryptServer } from './authority.js';
import { chooseServer } from './choose-server.js';
import type { ProblemCollector } from './problems.js';
import type { VariableName, VariableValues } from './variables.js';

/** The ACME directory that holds where a certificate does not say; a wish that cannot be met is reported. */
export function serverOf(
  values: VariableValues,
  placeOf: (name: VariableName) => string,
  problems: ProblemCollector,
): string {
  const chosen = chooseServer({
    server: values.LETSENCRYPT_SERVER,
    ca: values.LETSENCRYPT_CA,
    staging: values.LETSENCRYPT_STAGING,
    keyType: values.LETSENCRYPT_KEY_TYPE,
  });
  if ('server' in chosen) return chosen.server;
  problems.error(placeOf('LETSENCRYPT_STAGING'), chosen.fault, { hint: chosen.hint });
  return values.LETSENCRYPT_CA ?? letsEncryptServer;
}

/** Private keys lie in these files, so nobody but owner and group has any business with them. */
export function checkModes(
  values: VariableValues,
  placeOf: (name: VariableName) => string,
  problems: ProblemCollector,
): void {
  const files = othersMay(values.CERTS_FILES_MODE);
  const shown = `CERTS_FILES_MODE ${octal(values.CERTS_FILES_MODE)}`;
  if (files.write) {
    problems.error(placeOf('CERTS_FILES_MODE'), `${shown} lets everybody write to private keys`, { hint: usualModes });
  } else if (files.read) {
    problems.warn(placeOf('CERTS_FILES_MODE'), `${shown} lets everybody read private keys`, { hint: usualModes });
  }
  if (othersMay(values.CERTS_DIRS_MODE).write) {
    const message = `CERTS_DIRS_MODE ${octal(values.CERTS_DIRS_MODE)} lets everybody replace private keys`;
    problems.warn(placeOf('CERTS_DIRS_MODE'), message, { hint: 'Take 0750' });
  }
}

const usualModes = 'Take 0640, and CERTS_GROUP_OWNER for whoever has to read them';

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

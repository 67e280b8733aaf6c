import { othersMay } from '../sdk/file-mode.js';
import { letsEncryptServer } from './authority.js';
import { chooseServer } from './choose-server.js';
import { placeOfVariable, type ReadVariables } from './environment.js';
import type { ProblemCollector } from './problems.js';
import type { VariableSpec, VariableValue } from './variable-spec.js';
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

/** Private keys lie in files whose modes these are, so nobody but owner and group has any business with them. */
export function checkModes(
  { values, given }: ReadVariables,
  specs: readonly VariableSpec[],
  problems: ProblemCollector,
): void {
  for (const { name, others } of specs) {
    const mode: VariableValue | undefined = values[name];
    if (others === undefined || typeof mode !== 'number') continue;
    const { write, read } = othersMay(mode);
    const fault = (write ? others.write : undefined) ?? (read ? others.read : undefined);
    if (fault === undefined) continue;
    const tell = fault.severity === 'error' ? problems.error : problems.warn;
    tell(placeOfVariable(given, name), `${name} ${octal(mode)} ${fault.message}`, { hint: others.hint });
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

import type { DesiredState } from '../config/desired-state.js';
import type { Redactor } from '../http/redact.js';
import { failureFields } from '../logging/failure-fields.js';
import { toFailure } from '../sdk/failure.js';
import type { StatusServer } from '../status/start-status-server.js';
import type { Application } from './open-application.js';
import { tokens } from './tokens.js';
import { programVersion } from './version.js';

/**
 * Starts the status server where STATUS_LISTEN asks for it; its code is loaded only then. One that cannot start is
 * logged and done without: certificates matter more than pages about them.
 * @param state the configuration as it is now
 */
export async function openStatusServer(
  application: Application,
  { redact }: Redactor,
  state: () => DesiredState,
): Promise<StatusServer | undefined> {
  const { container, log } = application;
  const listen = application.started.statusListen;
  if (listen === undefined) return undefined;
  try {
    const { startStatusServer } = await import('../status/start-status-server.js');
    const services = container.resolve(tokens.passServices);
    return await startStatusServer({ listen, services, state, redact, version: programVersion() });
  } catch (error) {
    log.error({ event: 'status.unavailable', ...failureFields(error) }, toFailure(error).message);
    return undefined;
  }
}

import { exitCodes } from './exit-codes.js';
import type { Application } from './open-application.js';

export async function checkLive(_application: Application, _json: boolean): Promise<number> {
  return exitCodes.failed;
}

import { describeFailure, isFailure } from '../../core/sdk/failure.js';
import type { Resource } from '../../core/store/lease.js';
import { openStore } from '../store/volume.js';

/** Takes a lease over a configuration directory, says how that went on stdout, and holds it until stdin ends. */
const [configDir = '', resource = 'directory'] = process.argv.slice(2);

try {
  const lock = await openStore(configDir).lease(resource as Resource, { command: 'letsencrypt-dns child' });
  process.stdout.write('locked\n');
  process.stdin.on('end', () => void lock.release().then(() => process.stdout.write('released\n')));
  process.stdin.resume();
} catch (error) {
  process.stdout.write(`${isFailure(error, 'LOCKED') ? 'refused' : 'failed'}: ${describeFailure(error)}\n`);
}

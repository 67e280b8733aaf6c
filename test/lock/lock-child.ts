import { describeFailure, isFailure } from '../../core/sdk/failure.js';
import { openStore } from '../store/volume.js';

/** Takes the lock of a configuration directory, says how that went on stdout, and holds it until stdin ends. */
const [configDir = ''] = process.argv.slice(2);

try {
  const lock = await openStore(configDir).lease('directory', { command: 'letsencrypt-dns child' });
  process.stdout.write('locked\n');
  process.stdin.on('end', () => void lock.release().then(() => process.stdout.write('released\n')));
  process.stdin.resume();
} catch (error) {
  process.stdout.write(`${isFailure(error, 'LOCKED') ? 'refused' : 'failed'}: ${describeFailure(error)}\n`);
}

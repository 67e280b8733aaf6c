import { healthCommand, statusCommand } from '../commands/from-disk.js';
import { endWith } from '../end-with.js';
import { main } from '../main.js';

// The same command with what tells of certificates in one piece: the bundle starts this file where the line has its name.
endWith(() => main(process.argv.slice(2), process.env, { health: healthCommand, status: statusCommand }), true);

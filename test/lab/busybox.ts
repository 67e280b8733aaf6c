import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { need } from './binaries.js';
import { runCommand } from './run-command.js';

/** Packs this machine's static busybox, with a link for each applet, as a tar file that `docker import` takes. */
export async function packBusybox(directory: string): Promise<string> {
  const busybox = need('busybox');
  const root = join(directory, 'busybox');
  const archive = join(directory, 'busybox.tar');
  await mkdir(join(root, 'bin'), { recursive: true });
  await mkdir(join(root, 'tmp'));
  await copyFile(busybox, join(root, 'bin', 'busybox'));
  const { stdout } = await runCommand(busybox, ['--list']);
  const applets = stdout.split('\n').filter((applet) => applet !== '' && applet !== 'busybox');
  await Promise.all(applets.map((applet) => symlink('busybox', join(root, 'bin', applet))));
  await runCommand(need('tar'), ['-C', root, '-cf', archive, '.']);
  return archive;
}

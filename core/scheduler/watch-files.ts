import { dirname } from 'node:path';
import { watch } from 'chokidar';
import type { Logger } from '../sdk/logger.js';

export interface WatchOptions {
  /** Absolute paths; they need not exist yet. */
  readonly files: readonly string[];
  /** Look at the files at intervals: for network file systems, which send no events. */
  readonly polling: boolean;
  readonly log: Logger;
  readonly onChange: (file: string) => void;
}

/** After the last event of a burst this long, in milliseconds: an editor's truncate-and-write is one change. */
const settleMs = 300;

/** How often polling looks, in milliseconds: within the two seconds that users are promised. */
const pollingMs = 1000;

/**
 * Watches files through their folders, so that replacing a file by rename, creating it later or writing through a
 * bind mount are all seen; a burst of events gives one call.
 * @returns stops watching
 */
export async function watchFiles({ files, polling, log, onChange }: WatchOptions): Promise<() => Promise<void>> {
  const wanted = new Set(files);
  const folders = [...new Set(files.map((file) => dirname(file)))];
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch([...folders, ...files], {
    ignoreInitial: true,
    depth: 0,
    usePolling: polling,
    interval: pollingMs,
    ignored: (path) => !wanted.has(path) && !folders.includes(path),
  });
  watcher.on('all', (_event, path) => {
    if (!wanted.has(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => onChange(path), settleMs);
  });
  watcher.on('error', (error) =>
    log.warn({ event: 'watch.failed', error: String(error) }, 'cannot watch the configuration'),
  );
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}

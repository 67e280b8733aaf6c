import { dirname } from 'node:path';
import { watch } from 'chokidar';
import type { Logger } from '../sdk/logger.js';

export interface WatchOptions {
  /** Absolute paths; they need not exist yet. */
  readonly files: readonly string[];
  /** Look at the files at intervals: for network file systems, which send no events. */
  readonly polling: boolean;
  readonly log: Logger;
  readonly onChange: () => void;
}

/** Files being watched. */
export interface FileWatch {
  /** Watches these instead. */
  update(files: readonly string[]): void;
  close(): Promise<void>;
}

/** After the last event of a burst this long, in milliseconds: an editor's truncate-and-write is one change. */
const settleMs = 300;

/** A burst that does not end is told of after this time, in milliseconds: within the two seconds that users are promised. */
const longestBurstMs = 1500;

/** How often polling looks, in milliseconds. */
const pollingMs = 1000;

/**
 * Watches files, and their folders, so that replacing a file by rename, creating it later or writing through a bind
 * mount are all seen; a burst of events gives one call.
 */
export async function watchFiles({ files, polling, log, onChange }: WatchOptions): Promise<FileWatch> {
  let wanted = new Set(files);
  let places = placesOf(files);
  const burst = createBurst(onChange);
  const watcher = watch([...places], {
    ignoreInitial: true,
    depth: 0,
    usePolling: polling,
    interval: pollingMs,
    ignored: (path) => !places.has(path),
  });
  watcher.on('all', (_event, path) => {
    if (wanted.has(path)) burst.touch();
  });
  watcher.on('error', (error) =>
    log.warn({ event: 'watch.failed', error: String(error) }, 'cannot watch the configuration'),
  );
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return {
    update(next) {
      const before = places;
      wanted = new Set(next);
      places = placesOf(next);
      const added = [...places].filter((path) => !before.has(path));
      const removed = [...before].filter((path) => !places.has(path));
      if (removed.length > 0) watcher.unwatch(removed);
      if (added.length > 0) watcher.add(added);
    },
    async close() {
      burst.cancel();
      await watcher.close();
    },
  };
}

function placesOf(files: readonly string[]): Set<string> {
  return new Set([...files.map((file) => dirname(file)), ...files]);
}

/** Calls once after a burst of touches. */
function createBurst(onEnd: () => void): { touch(): void; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  let since: number | undefined;

  function cancel(): void {
    clearTimeout(timer);
    since = undefined;
  }

  return {
    cancel,
    touch() {
      clearTimeout(timer);
      const now = performance.now();
      since ??= now;
      timer = setTimeout(
        () => {
          cancel();
          onEnd();
        },
        Math.min(settleMs, Math.max(0, since + longestBurstMs - now)),
      );
    },
  };
}

import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Logger } from '../sdk/logger.js';

export interface WatchOptions {
  /** Absolute paths; they need not exist yet. */
  readonly files: readonly string[];
  /** Look at the files at intervals: for network file systems, which send no events. */
  readonly polling: boolean;
  readonly log: Logger;
  readonly onChange: () => void;
  /**
   * Told once of a file that has no name any more where it lies: it is mounted by itself, and was replaced outside of the
   * mount. Nothing will ever be heard of it again.
   */
  readonly onDetached?: (file: string) => void;
  /** How often that is looked for, in milliseconds; half a minute unless told. */
  readonly detachedCheckMs?: number;
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

/** Usual pause between two looks for detached files, in milliseconds: nobody waits for it, and a look is cheap. */
const usualDetachedCheckMs = 30_000;

/**
 * Watches files, and their folders, so that replacing a file by rename, creating it later or writing through a bind
 * mount are all seen; a burst of events gives one call.
 */
export async function watchFiles({
  files,
  polling,
  log,
  onChange,
  onDetached,
  detachedCheckMs = usualDetachedCheckMs,
}: WatchOptions): Promise<FileWatch> {
  const burst = createBurst(onChange);
  let watched = new Set(files);
  let watcher = await open(watched);
  let line: Promise<void> = Promise.resolve();
  const detached = new Set<string>();
  const look = setInterval(lookForDetached, detachedCheckMs);
  look.unref();

  function lookForDetached(): void {
    for (const file of watched) {
      if (!isDetached(file)) detached.delete(file);
      else if (!detached.has(file)) {
        detached.add(file);
        onDetached?.(file);
      }
    }
  }

  async function open(wanted: ReadonlySet<string>): Promise<FSWatcher> {
    const folders = new Set([...wanted].map((file) => dirname(file)));
    // Folders alone: with them, every wanted file in them is watched for itself as soon as it is there. Naming a file
    // that is not there yet as well would hide its appearance.
    const opened = watch([...folders], {
      ignoreInitial: true,
      depth: 0,
      usePolling: polling,
      interval: pollingMs,
      ignored: (path) => !wanted.has(path) && !folders.has(path),
    });
    opened.on('all', (_event, path) => {
      if (wanted.has(path)) burst.touch();
    });
    opened.on('error', warn);
    await new Promise<void>((resolve) => opened.once('ready', resolve));
    return opened;
  }

  function warn(error: unknown): void {
    log.warn({ event: 'watch.failed', error: String(error) }, 'cannot watch the configuration');
  }

  async function reopen(wanted: ReadonlySet<string>): Promise<void> {
    await watcher.close();
    watcher = await open(wanted);
    // What changed while nobody looked.
    burst.touch();
  }

  return {
    update(next) {
      if (next.length === watched.size && next.every((file) => watched.has(file))) return;
      const wanted = new Set(next);
      watched = wanted;
      line = line.then(() => reopen(wanted)).catch(warn);
    },
    async close() {
      await line;
      clearInterval(look);
      burst.cancel();
      await watcher.close();
    },
  };
}

function isDetached(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.nlink === 0;
  } catch {
    return false;
  }
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

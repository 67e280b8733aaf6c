import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { atExit } from '../lab/at-exit.js';

/** What writes to a place that others write to as well. */
export interface Writer {
  write(): Promise<void>;
  close(): Promise<void>;
}

/** A module that opens writers; its address is how other processes find it. */
export interface WriterModule<Order> {
  readonly url: string;
  readonly openWriter: (order: Order) => Promise<Writer>;
}

/** Processes that write at once: this one, and others that stay for the next time. */
export interface Processes<Order> {
  /** One order for each process. */
  writeTogether(orders: readonly [Order, ...Order[]]): Promise<void>;
  stop(): void;
}

/** @param others how many processes there are beside this one */
export function startProcesses<Order>({ url, openWriter }: WriterModule<Order>, others = 2): Processes<Order> {
  const path = fileURLToPath(new URL('./writer-child.js', import.meta.url));
  const children = Array.from({ length: others }, () => {
    const child = spawn(process.execPath, [path, url], { stdio: ['pipe', 'pipe', 'inherit'] });
    const stop = () => void child.kill('SIGKILL');
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    async function tell(line: string, answer: string): Promise<void> {
      child.stdin.write(`${line}\n`);
      assert.equal((await lines.next()).value, answer);
    }
    return { tell, stop, forget: atExit(stop) };
  });
  return {
    async writeTogether([own, ...orders]) {
      assert.equal(orders.length, others);
      const [writer] = await Promise.all([
        openWriter(own),
        ...children.map(({ tell }, index) => tell(JSON.stringify(orders[index]), 'ready')),
      ]);
      await Promise.all([writer.write(), ...children.map(({ tell }) => tell('go', 'done'))]);
      await writer.close();
    },
    stop() {
      for (const { stop, forget } of children) {
        stop();
        forget();
      }
    },
  };
}

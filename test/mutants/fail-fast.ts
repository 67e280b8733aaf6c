import { writeSync } from 'node:fs';
import type { TestEvent } from 'node:test/reporters';

/** A reporter that ends the process at the first test that fails, and names it in the last line of stdout. */
export default async function* failFast(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== 'test:fail') continue;
    writeSync(1, `failed: ${event.data.name}\n`);
    process.exit(1);
  }
  yield '';
}

import { setFlagsFromString } from 'node:v8';

/**
 * Leaves out the compilers that make hot code faster: for the daemon, which waits nearly all the time and else waits for
 * others. They take a twelfth of its memory at rest, and more processor time than they save a pass; see test/bench/README.md.
 * V8 has the first as a name of its own in all versions, the second where it is there.
 */
export function staySmallAtRest(): void {
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-maglev');
}

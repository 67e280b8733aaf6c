import { addAbortSignal, type Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import type { ExecResult } from '../sdk/docker.js';
import { createOutputTail } from './output-tail.js';

/** How often to ask for the exit code after the output has ended. */
const pollMs = 50;

/**
 * Runs a command in a container without a shell. When the signal aborts, waiting ends; the command itself goes on, as
 * the Engine API has no way to stop it. API: POST /containers/{id}/exec, POST /exec/{id}/start, GET /exec/{id}/json
 */
export async function runExec(
  container: Dockerode.Container,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<ExecResult> {
  const exec = await container.exec({
    Cmd: [...argv],
    AttachStdin: false,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    abortSignal: signal,
  });
  const stream = addAbortSignal(
    signal,
    (await exec.start({ Detach: false, Tty: false, abortSignal: signal })) as Readable,
  );
  const output = createOutputTail();
  for await (const chunk of stream) output.add(chunk as Buffer);
  for (;;) {
    const { Running, ExitCode } = await exec.inspect({ abortSignal: signal });
    if (!Running && ExitCode !== null) return { exitCode: ExitCode, output: output.text() };
    await pause(pollMs, undefined, { signal });
  }
}

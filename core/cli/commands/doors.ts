import { createHash, randomBytes } from 'node:crypto';
import { type Application, openApplication } from '../../application/open-application.js';
import { showProblems } from '../../application/read-configuration.js';
import { tokens } from '../../application/tokens.js';
import type { DoorClient, DoorsSettings } from '../../config/doors.js';
import { Failure } from '../../sdk/failure.js';
import { outputColumns, renderRows } from '../../terminal/layout.js';
import { printNote, printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';

/** `letsencrypt-dns doors secret`: a new secret for a client. Reads no configuration. */
export async function doorsSecretCommand({ globals }: CommandContext): Promise<number> {
  const secret = randomBytes(32).toString('base64url');
  const secretHash = `sha256:${createHash('sha256').update(secret).digest('hex')}`;
  if (globals.json) printResult(JSON.stringify({ secret, secret_hash: secretHash }, undefined, 2));
  else {
    printResult(secret);
    printNote(`secret_hash: ${secretHash}`);
  }
  return exitCodes.done;
}

/** `letsencrypt-dns doors list`: the clients, and what each may do. Shows no secret. */
export async function doorsListCommand(context: CommandContext): Promise<number> {
  const application = await openApplication({ ...context, credentials: 'optional' });
  try {
    showProblems(application.problems, context.redactor);
    const { url, clients } = doorsOf(application);
    const listed = clients.map(({ name, doors, domains, from, certificates, validate }) => {
      return { name, doors, domains, from, certificates, ...(validate !== undefined && { validate }) };
    });
    if (context.globals.json) printResult(JSON.stringify({ url, clients: listed }, undefined, 2));
    else {
      const rows = clients.map((client) => [
        client.name,
        client.doors.join(', '),
        client.domains.join(', '),
        client.from.length === 0 ? 'anywhere' : client.from.join(', '),
        knownBy(client),
      ]);
      const header = ['CLIENT', 'DOORS', 'DOMAINS', 'FROM', 'KNOWN BY'];
      printResult(`${url}\n\n${renderRows(header, rows, outputColumns(context.env))}`);
    }
    return exitCodes.done;
  } finally {
    await application.close();
  }
}

function knownBy({ secret, validate }: DoorClient): string {
  if (validate !== undefined) return `its address, ${validate}`;
  return secret === undefined ? 'the hash of its secret' : 'its secret';
}

/** `letsencrypt-dns doors check`: could the doors open, and is there a provider for what the clients may prove? */
export async function doorsCheckCommand(context: CommandContext): Promise<number> {
  const application = await openApplication(context);
  try {
    showProblems(application.problems, context.redactor);
    const settings = doorsOf(application);
    const { store, clock } = application.container.resolve(tokens.passServices);
    const { checkDoors } = await import('../../doors/check-doors.js');
    const findings = await checkDoors(settings, application.state, store, clock.now());
    if (context.globals.json) printResult(JSON.stringify({ url: settings.url, findings }, undefined, 2));
    else {
      const lines = findings.map(({ place, message, hint }) => `${place}: ${message}. ${hint}`);
      printResult([...lines, `${settings.url}: ${counted(settings, findings.length)}`].join('\n'));
    }
    return findings.length === 0 ? exitCodes.done : exitCodes.failed;
  } finally {
    await application.close();
  }
}

function counted({ clients }: DoorsSettings, findings: number): string {
  const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
  return `${plural(clients.length, 'client')}, ${plural(findings, 'problem')}`;
}

function doorsOf({ state }: Application): DoorsSettings {
  if (state.doors !== undefined) return state.doors;
  throw new Failure('CONFIG', 'the configuration has no section `doors`', {
    hint: 'Add one to the YAML file; docs/doors.md has an example',
  });
}

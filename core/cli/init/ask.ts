import { planAddedLine } from '../../config/added-line.js';
import { authorities, authorityCalled } from '../../config/authority.js';
import type { GivenSetting, InitAnswers } from '../../init/answers.js';
import { namesIn } from '../../init/plan-files.js';
import type { RegisteredProvider } from '../../manifest/registry.js';
import { isFailure } from '../../sdk/failure.js';
import type { ProviderManifest } from '../../sdk/manifest.js';
import type { Prompter } from './prompter.js';
import type { Recognition } from './recognize-provider.js';

/** How the names are asked for. */
export const namesQuestion = 'Which names shall the certificate hold? The first names it';

/**
 * The words of a new line; none where the lines that are there are enough.
 * @param present the content of domains.conf
 * @param elsewhere names of certificates that are configured, in whatever file
 */
export async function askNames(
  prompter: Prompter,
  present: string | undefined,
  proposed: readonly string[],
  elsewhere: readonly string[],
): Promise<readonly string[]> {
  const names = namesIn(present);
  if (names.length > 0 && proposed.length === 0) {
    const isEnough = await prompter.choose('domains.conf asks for certificates already', [
      { value: 'keep', label: 'Keep it as it is', hint: names.join(', ') },
      { value: 'add', label: 'Add a certificate' },
    ]);
    if (isEnough === 'keep') return [];
  }
  const line = await prompter.text({
    message: namesQuestion,
    placeholder: 'example.com *.example.com',
    ...(proposed.length > 0 && { initial: proposed.join(' ') }),
    validate: (value) => problemOfLine(present, value, [...names, ...elsewhere]),
  });
  return line.split(/\s+/);
}

function problemOfLine(present: string | undefined, line: string, names: readonly string[]): string | undefined {
  const words = line.trim().split(/\s+/);
  if (words[0] === '') return 'Name at least one, for instance example.com';
  try {
    planAddedLine(present ?? '', words, new Set(names));
    return undefined;
  } catch (error) {
    if (isFailure(error, 'CONFIG')) return error.message;
    throw error;
  }
}

/** Who serves the zone: what its name servers say, or one of the list. */
export async function askProvider(
  prompter: Prompter,
  providers: readonly RegisteredProvider[],
  recognition: Recognition | undefined,
  configured: string | undefined,
): Promise<ProviderManifest> {
  const found = recognition?.providers.map(({ manifest }) => manifest) ?? [];
  const before = providers.find(({ manifest }) => manifest.id === configured)?.manifest;
  const near = [...new Set([...(before === undefined ? [] : [before]), ...found])];
  if (recognition !== undefined) {
    const servers = recognition.servers.slice(0, 3).join(', ');
    const whose =
      found.length > 0 ? `those of ${found.map(({ title }) => title).join(' or ')}` : 'of no provider that is known';
    prompter.say(`The name servers of ${recognition.zone} (${servers}) are ${whose}.`);
  }
  if (near.length > 0) {
    const choice = await prompter.choose('Who serves the DNS of it?', [
      ...near.map(({ id, title }) => ({
        value: id,
        label: title,
        hint: id === configured ? 'configured already' : 'by its name servers',
      })),
      { value: '', label: 'Another one' },
    ]);
    const chosen = near.find(({ id }) => id === choice);
    if (chosen !== undefined) return chosen;
  }
  const open = providers.filter(({ manifest }) => manifest.status?.state !== 'closed').map(({ manifest }) => manifest);
  const id = await prompter.search(
    'Which DNS provider?',
    [...open]
      .sort((one, other) => one.title.localeCompare(other.title))
      .map(({ id: value, title, aliases = [] }) => ({ value, label: title, hint: [value, ...aliases].join(', ') })),
  );
  const chosen = open.find((manifest) => manifest.id === id);
  return chosen ?? askProvider(prompter, providers, recognition, configured);
}

/** What the manifest says of how to get the credential, before it is asked for. */
export function sayHowTo(prompter: Prompter, { title, setup = [], website, apiDocs, status }: ProviderManifest): void {
  const links = [website, apiDocs].filter((link) => link !== undefined);
  const retiring = status === undefined ? [] : [`This service is ${status.state} (${status.since}).`];
  const lines = [...retiring, ...setup.map((sentence, index) => `${index + 1}. ${sentence}`), ...links];
  if (lines.length > 0) prompter.say(lines.join('\n'), `${title}: how to get the credential`);
}

/** Where the CA may write to; undefined: nowhere. */
export async function askContact(prompter: Prompter, present: string | undefined): Promise<string | undefined> {
  const mail = await prompter.text({
    message: 'An e-mail address for the CA’s account (or nothing)',
    ...(present !== undefined && { initial: present }),
    validate: (value) =>
      value.trim() === '' || /^\S+@\S+\.\S+$/.test(value.trim()) ? undefined : 'It is no e-mail address',
  });
  return mail === '' ? undefined : mail;
}

/** The CA, with the binding that some want for a new account. */
export async function askAuthority(prompter: Prompter): Promise<Pick<InitAnswers, 'authority' | 'binding'>> {
  const id = await prompter.choose(
    'Which CA?',
    authorities.map(({ id: value, title, binding }) => ({
      value,
      label: title,
      ...(binding !== undefined && { hint: 'wants external account binding' }),
    })),
  );
  const authority = authorityCalled(id);
  if (authority?.binding === undefined) return id === 'letsencrypt' ? {} : { authority: id };
  prompter.say(`${authority.binding}.`, authority.title);
  const needed = (value: string) => (value.trim() === '' ? 'It is needed' : undefined);
  const keyId = await prompter.text({ message: 'Key id (LETSENCRYPT_EAB_KID)', validate: needed });
  const hmacKey: GivenSetting = {
    value: await prompter.secret({ message: 'HMAC key (LETSENCRYPT_EAB_HMAC_KEY)', validate: needed }),
  };
  return { authority: id, binding: { keyId, hmacKey } };
}

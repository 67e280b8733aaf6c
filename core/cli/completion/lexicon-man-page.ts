import { recordTypes } from '../../sdk/record.js';
import { actions, lexiconCommand } from '../lexicon/grammar.js';
import { text } from './man-page.js';

/** The manual page of `lexicon`, from its own grammar. @param providers the ids that it knows */
export function lexiconManPage(version: string, providers: readonly string[]): string {
  const options = lexiconCommand(version).options.filter(({ hidden }) => !hidden);
  const entry = (term: string, meaning: string) => ['.TP', `.B ${text(term)}`, text(meaning)];
  const lines = [
    `.TH LEXICON 1 "" "letsencrypt\\-dns ${text(version)}" "User Commands"`,
    '.SH NAME',
    'lexicon \\- create, list, update and delete DNS records at any provider',
    '.SH SYNOPSIS',
    '.B lexicon',
    '.RI [ options ]',
    '.I provider action domain type',
    '.RI [ "provider options" ]',
    '.br',
    '.B lexicon',
    '.I provider',
    '.B \\-\\-help',
    '.SH DESCRIPTION',
    text(
      'The command line of lexicon in Python, on the providers of letsencrypt-dns. The zone is the registrable domain of the domain, unless an option says otherwise. Creating a record that exists and deleting one that does not are successes.',
    ),
    ...entry('action', actions.join(', ')),
    ...entry('type', recordTypes.join(', ')),
    ...entry('provider', providers.join(', ')),
    '.SH OPTIONS',
    'Before or behind the other words; those of a provider are shown by its own help.',
    ...options.flatMap(({ flags, description, argChoices }) =>
      entry(flags, `${description}${argChoices === undefined ? '' : `: ${argChoices.join(', ')}`}`),
    ),
    '.SH EXIT STATUS',
    ...entry('0', 'It is done.'),
    ...entry('1', 'The provider or the network failed.'),
    ...entry('2', 'The command line is wrong.'),
    '.SH ENVIRONMENT',
    ...entry(
      'LEXICON_<PROVIDER>_<OPTION>',
      'An option of a provider, with underscores for dashes; <NAME>_FILE names a file that holds it.',
    ),
    '.SH FILES',
    ...entry('lexicon.yml, lexicon_<provider>.yml', 'Options, where the command line and the environment have none.'),
    '.SH EXAMPLES',
    ...entry('lexicon ovh list example.com TXT', 'All TXT records.'),
    ...entry('lexicon powerdns create www.example.com A --name=www --content=192.0.2.1', 'A record.'),
    '.SH SEE ALSO',
    '.BR letsencrypt\\-dns (1)',
  ];
  return `${lines.join('\n')}\n`;
}

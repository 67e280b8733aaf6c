import type { ManifestCatalog } from '../../core/config/manifest-catalog.js';
import type { KnownPlugin } from '../../core/config/plugin-variables.js';
import type { PluginManifest } from '../../core/sdk/manifest.js';
import { catalog } from './fixtures.js';

/** A plugin with an option of every form, of all certificates and of single ones. */
const demo: PluginManifest = {
  id: 'my-demo',
  title: 'Demo',
  order: 200,
  options: {
    word: { flag: 'a-word', help: 'Some word', default: 'usual' },
    empty: { flag: 'empty', help: 'ID of nothing', default: '', without: 'nothing' },
    amount: { flag: 'amount', help: 'how much', number: true, default: 3 },
    on: { flag: 'on', help: 'Whether', switch: true, default: false, env: ['DEMO_ON', 'DEMO_ACTIVE', 'DEMO_YES'] },
    colour: { flag: 'colour', help: 'Which', choices: ['red', 'blue'], env: ['DEMO_COLOUR'], yaml: 'paint.colour' },
    key: { flag: 'key', help: 'Key', secret: true, multiline: true, withheld: true },
    urls: { flag: 'urls', help: 'Where to', kind: 'list', yaml: 'demo_urls' },
    mode: {
      flag: 'mode',
      help: 'Mode',
      kind: 'mode',
      default: '0600',
      others: { write: { severity: 'error', message: 'no' }, hint: 'x' },
    },
    taken: { flag: 'taken', help: 'stands elsewhere already', yaml: 'log_level' },
    under: { flag: 'under', help: 'stands below a value', yaml: 'log_level.inner' },
    entries: { flag: 'entries', help: 'would be in the way', yaml: 'profiles' },
  },
  certificate: {
    word: { flag: 'a-word', help: 'Some word' },
    amount: { flag: 'amount', help: 'how much', number: true, line: false, inherits: false, default: 1 },
    on: { flag: 'on', help: 'IDs first', switch: true, required: true, yaml: 'deep.er.on' },
    colour: { flag: 'colour', help: 'Which', choices: ['red', 'blue'] },
    names: {
      flag: 'names',
      help: 'Names',
      containers: true,
      line: 'demo-names',
      yaml: { 'shelf[].names': 'Some', more_names: 'More' },
    },
    runs: { flag: 'runs', help: 'Runs', commands: true, yaml: 'shelf[].runs' },
    again: { flag: 'again', help: 'the same place', yaml: 'shelf[].names' },
    inside: { flag: 'inside', help: 'below a value', yaml: 'more_names.inside' },
  },
  certificateSections: { shelf: { help: 'A shelf', loose: true }, deep: { help: 'Deeper' } },
};

/** As of a package, and as if it came with this program. */
export function demoPlugins(origin: KnownPlugin['origin'] = 'package'): readonly KnownPlugin[] {
  return [{ manifest: demo, origin }];
}

export function demoCatalog(): ManifestCatalog {
  return { ...catalog, plugins: demoPlugins() };
}

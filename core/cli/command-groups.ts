/** The commands by subject, in the order in which somebody comes to need them: so `--help` lists them. */
const groups: Readonly<Record<string, readonly string[]>> = {
  'To begin with:': ['init', 'demo', 'check', 'trial', 'add'],
  'Keeping certificates alive:': ['run', 'sync', 'plan', 'status', 'health', 'renew', 'hooks', 'notify'],
  'Ending one:': ['revoke', 'delete'],
  'DNS providers:': ['providers', 'lexicon'],
  'Several machines:': ['doors', 'agent', 'store'],
  'Help and configuration:': ['help', 'config', 'completion'],
};

/** Headings in their order. */
export const groupHeadings: readonly string[] = Object.keys(groups);

/** The heading under which a command of the program stands. */
export function groupOf(name: string): string {
  const [heading] = Object.entries(groups).find(([, names]) => names.includes(name)) ?? [];
  if (heading === undefined) throw new Error(`the command ${name} belongs to no group`);
  return heading;
}

/** For sorting: by group, then by the order in it. */
export function placeOf(name: string): number {
  return Object.values(groups).flat().indexOf(name);
}

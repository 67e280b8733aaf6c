/** Where the certificates of a pass wait for those that they share something with. */
export interface Gathering {
  /** A certificate that may arrive later. */
  expect(name: string): void;
  /** It will not arrive: nobody waits for it any longer. */
  leave(name: string): void;
  /** Resolves when all certificates that are connected with this one have arrived or left. */
  arrive(name: string): Promise<void>;
}

interface Member {
  shared: readonly string[];
  /** Lets it go on; undefined until it has arrived. */
  release: (() => void) | undefined;
}

/**
 * Two certificates are connected when they share something, or when a third one is connected with both.
 * @param sharedBy what a certificate shares; asked once, when the first certificate arrives or later
 */
export function createGathering(
  prepare: () => Promise<void>,
  sharedBy: (name: string) => readonly string[],
): Gathering {
  const members = new Map<string, Member>();
  /** What is shared → by whom. */
  const sharers = new Map<string, Set<string>>();
  let preparing: Promise<void> | undefined;
  let prepared = false;

  function connect(name: string, member: Member): void {
    member.shared = sharedBy(name);
    for (const thing of member.shared) {
      const names = sharers.get(thing) ?? new Set();
      sharers.set(thing, names.add(name));
    }
  }

  async function prepareOnce(): Promise<void> {
    await prepare();
    prepared = true;
    for (const [name, member] of members) connect(name, member);
  }

  function neighbours({ shared }: Member): string[] {
    return shared.flatMap((thing) => [...(sharers.get(thing) ?? [])]);
  }

  function forget(name: string): void {
    for (const thing of members.get(name)?.shared ?? []) {
      const names = sharers.get(thing);
      names?.delete(name);
      if (names?.size === 0) sharers.delete(thing);
    }
    members.delete(name);
  }

  /** The names connected with this one; undefined where one of them has not arrived. */
  function completeGroup(start: string): Set<string> | undefined {
    const group = new Set([start]);
    for (const name of group) {
      const member = members.get(name);
      if (member === undefined) continue;
      if (member.release === undefined) return undefined;
      for (const neighbour of neighbours(member)) group.add(neighbour);
    }
    return group;
  }

  function releaseGroupOf(name: string): void {
    if (!prepared || !members.has(name)) return;
    for (const released of completeGroup(name) ?? []) {
      const release = members.get(released)?.release;
      forget(released);
      release?.();
    }
  }

  function add(name: string): Member {
    const known = members.get(name);
    if (known !== undefined) return known;
    const member: Member = { shared: [], release: undefined };
    members.set(name, member);
    if (prepared) connect(name, member);
    return member;
  }

  return {
    expect(name) {
      add(name);
    },
    leave(name) {
      const member = members.get(name);
      if (member === undefined) return;
      const affected = neighbours(member);
      forget(name);
      for (const neighbour of affected) releaseGroupOf(neighbour);
    },
    async arrive(name) {
      const member = add(name);
      const released = new Promise<void>((resolve) => {
        member.release = resolve;
      });
      preparing ??= prepareOnce();
      await preparing;
      releaseGroupOf(name);
      await released;
    },
  };
}

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

/** Who shares a thing: those on their way apart, so that one of them is found at once. */
interface Sharers {
  readonly pending: Set<string>;
  readonly arrived: Set<string>;
}

/**
 * Two certificates are connected when they share something, or when a third one is connected with both.
 * @param sharedBy what a certificate shares; asked once for each, after `prepare` has ended
 */
export function createGathering(
  prepare: () => Promise<void>,
  sharedBy: (name: string) => readonly string[],
): Gathering {
  const members = new Map<string, Member>();
  const things = new Map<string, Sharers>();
  let preparing: Promise<void> | undefined;
  let prepared = false;

  function sharersOf(thing: string): Sharers {
    const sharers = things.get(thing) ?? { pending: new Set(), arrived: new Set() };
    things.set(thing, sharers);
    return sharers;
  }

  function connect(name: string, member: Member): void {
    member.shared = sharedBy(name);
    for (const thing of member.shared) {
      const { pending, arrived } = sharersOf(thing);
      (member.release === undefined ? pending : arrived).add(name);
    }
  }

  async function prepareOnce(): Promise<void> {
    await prepare();
    prepared = true;
    for (const [name, member] of members) connect(name, member);
  }

  function add(name: string): Member {
    const known = members.get(name);
    if (known !== undefined) return known;
    const member: Member = { shared: [], release: undefined };
    members.set(name, member);
    if (prepared) connect(name, member);
    return member;
  }

  function forget(name: string): void {
    for (const thing of members.get(name)?.shared ?? []) {
      const { pending, arrived } = sharersOf(thing);
      pending.delete(name);
      arrived.delete(name);
    }
    members.delete(name);
  }

  /** All that share these things, or something with one of those; undefined where one of them is still on its way. */
  function completeGroup(shared: readonly string[]): Set<string> | undefined {
    const group = new Set<string>();
    const visited = new Set(shared);
    for (const thing of visited) {
      const { pending, arrived } = sharersOf(thing);
      if (pending.size > 0) return undefined;
      for (const name of arrived) {
        if (group.has(name)) continue;
        group.add(name);
        for (const other of members.get(name)?.shared ?? []) visited.add(other);
      }
    }
    return group;
  }

  function releaseGroup(shared: readonly string[]): void {
    for (const name of completeGroup(shared) ?? []) {
      const release = members.get(name)?.release;
      forget(name);
      release?.();
    }
  }

  return {
    expect(name) {
      add(name);
    },
    leave(name) {
      const { shared = [] } = members.get(name) ?? {};
      forget(name);
      for (const thing of shared) releaseGroup([thing]);
    },
    async arrive(name) {
      preparing ??= prepareOnce();
      const member = add(name);
      const released = new Promise<void>((resolve) => {
        member.release = resolve;
      });
      for (const thing of member.shared) {
        const { pending, arrived } = sharersOf(thing);
        pending.delete(name);
        arrived.add(name);
      }
      await preparing;
      if (!members.has(name)) return;
      if (member.shared.length > 0) {
        releaseGroup(member.shared);
        await released;
      } else {
        forget(name);
      }
    },
  };
}

const pending: Array<() => void> = [];
let registered = false;

/**
 * Runs `action` synchronously when this process exits, last registered first (servers die before their directories
 * go). Returns a function that forgets it. One listener serves all, so that Node does not warn of a leak.
 */
export function atExit(action: () => void): () => void {
  if (!registered) {
    registered = true;
    process.on('exit', runPending);
  }
  pending.push(action);
  return function forget() {
    const index = pending.indexOf(action);
    if (index >= 0) pending.splice(index, 1);
  };
}

function runPending(): void {
  for (const action of pending.splice(0).reverse()) {
    try {
      action();
    } catch (error) {
      console.error('The lab could not clean up at exit:', error);
    }
  }
}

/** A function whose successful results are kept; see {@link memo}. */
export interface Memo<V, K = void> {
  (key: K): Promise<V>;
  /** Forgets one result, or all of them. */
  forget(key?: K): void;
}

/**
 * Keeps what is fetched once (zone ids, tokens), by key where there are several; callers at the same time share one fetch.
 * Forgets rejections and `undefined`: a daemon must not remember that something failed or was not there yet.
 */
export function memo<V, K = void>(load: (key: K) => Promise<V>): Memo<V, K> {
  const kept = new Map<K, Promise<V>>();

  function recall(key: K): Promise<V> {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const loading = load(key);
    kept.set(key, loading);
    const forgetLoading = () => {
      if (kept.get(key) === loading) kept.delete(key);
    };
    loading.then((value) => {
      if (value === undefined) forgetLoading();
    }, forgetLoading);
    return loading;
  }

  return Object.assign(recall, {
    forget(key?: K): void {
      if (key === undefined) kept.clear();
      else kept.delete(key);
    },
  });
}

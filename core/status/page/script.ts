/**
 * The page works without it: it only keeps the page fresh while it is looked at, and leaves it alone while someone is
 * at work in it. Its hash stands in the content security policy.
 */
export const script = `
setInterval(async () => {
  const live = document.getElementById('live');
  if (document.hidden || live.contains(document.activeElement) || !getSelection().isCollapsed) return;
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(10000) });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const { id } of live.querySelectorAll('details[open]')) fresh.getElementById(id)?.setAttribute('open', '');
    live.replaceWith(fresh.getElementById('live'));
    document.title = fresh.title;
  } catch { /* the next try is soon */ }
}, 30000);
`;

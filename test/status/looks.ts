/** What runs in the page itself: expressions for `Look.evaluate`, plain JavaScript without anything from here. */

/** Elements that reach beyond the right edge of the window, and whether the page can be moved sideways. */
export const overflow = `(() => {
  const width = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll('body *')].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > width + 0.5 && !element.closest('svg');
  });
  return {
    scrolls: document.documentElement.scrollWidth > width,
    beyond: out.map((element) => element.tagName + '.' + element.getAttribute('class')).slice(0, 5),
  };
})()`;

/** Texts whose colour is too near that of what is behind them (WCAG 2.2 AA: 4.5, large ones 3), as they are drawn. */
export const faint = `(() => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  function channels(colour) {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  }
  function luminance(colour) {
    const [red, green, blue] = channels(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function ground(element) {
    for (let at = element; at !== null; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (channels(backgroundColor)[3] === 255) return backgroundColor;
    }
    return 'white';
  }
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Map();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === '' || element.closest('script, style, title')) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const behind = ground(element);
    const key = color + behind;
    if (!seen.has(key)) {
      const [high, low] = [luminance(color), luminance(behind)].sort((a, b) => b - a);
      seen.set(key, (high + 0.05) / (low + 0.05));
    }
    const large = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && fontWeight >= 700);
    if (seen.get(key) < (large ? 3 : 4.5)) found.push(walker.currentNode.data.trim().slice(0, 30) + ' ' + seen.get(key).toFixed(2));
  }
  return found.slice(0, 5);
})()`;

/** Links and buttons that a thumb would miss: less than 24 pixels high or wide (WCAG 2.2, 2.5.8), but for those within a text. */
export const tiny = `[...document.querySelectorAll('a, button, input, summary')]
  .filter((element) => !element.closest('p:not(.brand), dd'))
  .map((element) => [element.textContent.trim().slice(0, 20) || element.name, element.getBoundingClientRect()])
  .filter(([, { width, height }]) => height > 0 && (height < 24 || width < 24))
  .map(([words, { width, height }]) => words + ' ' + Math.round(width) + 'x' + Math.round(height)).slice(0, 5)`;

/** How far down each heading stands, in pixels. */
export const headings = `Object.fromEntries(
  [...document.querySelectorAll('h1, h2')].map((element) => [element.textContent, element.getBoundingClientRect().top + scrollY]))`;

/** Names that are broken although they are short: nobody should have to put them together. */
export const broken = `[...document.querySelectorAll('h3')]
  .filter(({ textContent: name }) => name.length <= 24)
  .filter((element) => element.getBoundingClientRect().height > 1.9 * parseFloat(getComputedStyle(element).lineHeight))
  .map(({ textContent }) => textContent)`;

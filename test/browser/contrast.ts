import assert from 'node:assert/strict';
/** In the page: each kind of text with its contrast to what is behind it, as WCAG 2.2 reckons it. */
const CONTRASTS = `(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = numbers(colour).slice(0, 3).map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const isOpaque = (colour) => (numbers(colour)[3] ?? 1) === 1;
  const behind = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return isOpaque(colour) ? colour : behind(element.parentElement);
  };
  const found = {};
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (!hasText || element.offsetParent === null) continue;
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const row = element.closest('.row');
    const name = (row?.dataset.severity ?? '') + (row?.ariaSelected === 'true' ? ' selected' : '') +
      ' ' + element.tagName + '.' + element.className;
    found[name] = Math.min(found[name] ?? Infinity, Math.round(ratio * 100) / 100);
  }
  return found;
})()`;

/** Fails unless every text on the page stands out from its background by 4.5 at least. */
export async function assertContrast(
  page: { ask<T>(expression: string): Promise<T> },
  theme: string,
): Promise<void> {
  const found = await page.ask<Record<string, number>>(CONTRASTS);
  const faint = Object.entries(found).filter(([, ratio]) => ratio < 4.5);
  assert.ok(
    Object.keys(found).length > 10,
    `contrast was measured of ${Object.keys(found).length} texts only`,
  );
  assert.deepEqual(faint, [], `too faint in the ${theme} theme`);
}

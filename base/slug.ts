/** Makes a word for an address out of a name that people gave. */

/** Lower-case words and hyphens: `Okta (prod)` → `okta-prod`. `fallback` where nothing is left. */
export function slugOf(text: string, fallback: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
  return words === '' ? fallback : words;
}

/** A short letter with one link, as text and as HTML. */

export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Paragraphs before the link, what the link does, and paragraphs after it. Nothing in it is taken for HTML. */
export function writeLetter(letter: {
  readonly subject: string;
  readonly before: readonly string[];
  readonly link: { readonly deed: string; readonly url: string } | null;
  readonly after: readonly string[];
}): Letter {
  const { subject, before, link, after } = letter;
  const text = [...before, ...(link === null ? [] : [`${link.deed}:\n${link.url}`]), ...after].join('\n\n');
  const paragraph = (words: string) => `<p>${escaped(words)}</p>`;
  const button = link === null ? '' : `<p><a href="${escaped(link.url)}">${escaped(link.deed)}</a></p><p>${escaped(link.url)}</p>`;
  const html = `<!doctype html><html lang="en"><body>${before.map(paragraph).join('')}${button}${after.map(paragraph).join('')}</body></html>`;
  // A line break in a name must not become a header of its own.
  return { subject: subject.replace(/\s+/g, ' '), text: `${text}\n`, html };
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (sign) => names[sign] ?? sign);
}

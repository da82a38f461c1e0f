/** Markdown of descriptions as HTML, of which nothing but what is written here can come: everything else is text. */

/** As text of an element, or in an attribute's quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Paragraphs, headings, lists, tables, code, emphasis, and links to the web or by mail. */
export function renderMarkdown(text: string): string {
  const html: string[] = [];
  // Every other piece is what stands between fences.
  for (const [place, piece] of text
    .replaceAll('\r\n', '\n')
    .split(/^```.*\n?/m)
    .entries()) {
    if (place % 2 === 1) html.push(`<pre><code>${escapeHtml(piece)}</code></pre>`);
    else for (const block of piece.split(/\n\s*\n/)) if (block.trim() !== '') html.push(renderBlock(block.trim()));
  }
  return html.join('\n');
}

function renderBlock(block: string): string {
  const lines = block.split('\n');
  const heading = /^(#{1,6})\s+(.*)$/.exec(lines[0] ?? '');
  if (heading) {
    // The page's own headings are above those of a description.
    const level = Math.min(6, (heading[1]?.length ?? 1) + 2);
    const rest = lines.slice(1).join('\n').trim();
    return `<h${level}>${renderInline(heading[2] ?? '')}</h${level}>${rest === '' ? '' : `\n${renderBlock(rest)}`}`;
  }
  if (lines.every((line) => /^\s*[-*+]\s+/.test(line))) return renderList('ul', lines, /^\s*[-*+]\s+/);
  if (lines.every((line) => /^\s*\d+[.)]\s+/.test(line))) return renderList('ol', lines, /^\s*\d+[.)]\s+/);
  if (lines.length > 1 && /^[\s|:-]*-[\s|:-]*$/.test(lines[1] ?? '') && lines[0]?.includes('|')) return renderTable(lines);
  return `<p>${renderInline(block)}</p>`;
}

function renderList(tag: 'ul' | 'ol', lines: readonly string[], mark: RegExp): string {
  return `<${tag}>${lines.map((line) => `<li>${renderInline(line.replace(mark, ''))}</li>`).join('')}</${tag}>`;
}

function renderTable(lines: readonly string[]): string {
  const cells = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|');
  const row = (line: string, tag: 'th' | 'td') =>
    `<tr>${cells(line)
      .map((cell) => `<${tag}>${renderInline(cell.trim())}</${tag}>`)
      .join('')}</tr>`;
  const body = lines.slice(2).map((line) => row(line, 'td'));
  return `<table><thead>${row(lines[0] ?? '', 'th')}</thead><tbody>${body.join('')}</tbody></table>`;
}

/** Code first, since nothing in it means anything; each part is escaped before tags are put around it. */
function renderInline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((piece) => (/^`[^`]+`$/.test(piece) ? `<code>${escapeHtml(piece.slice(1, -1))}</code>` : renderText(piece)))
    .join('');
}

function renderText(text: string): string {
  return text
    .split(/(\[[^\]]*\]\([^()\s]+\))/)
    .map((piece) => {
      const link = /^\[([^\]]*)\]\(([^()\s]+)\)$/.exec(piece);
      if (!link) return emphasize(escapeHtml(piece));
      const [, label = '', address = ''] = link;
      if (!/^(https?:\/\/|mailto:)/i.test(address)) return emphasize(escapeHtml(label));
      return `<a href="${escapeHtml(address)}" rel="noreferrer noopener">${emphasize(escapeHtml(label))}</a>`;
    })
    .join('');
}

function emphasize(escaped: string): string {
  return escaped
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/(^|[\s(])\*([^*\s][^*]*)\*/g, '$1<em>$2</em>')
    .replace(/(^|[\s(])_([^_\s][^_]*)_(?=$|[\s).,;:])/g, '$1<em>$2</em>');
}

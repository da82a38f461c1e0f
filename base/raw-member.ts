/** Finds a member of a JSON object as it is written: a parser would lose the order of some keys and the form of numbers. */

/** `text`: JSON that was parsed without error. null: it is no object, or has no such member. Of a name that comes twice, the last counts, as for JSON.parse. */
export function rawMember(text: string, name: string): string | null {
  let at = skipBlank(text, 0);
  if (text[at] !== '{') return null;
  let found: string | null = null;
  at = skipBlank(text, at + 1);
  while (at < text.length && text[at] !== '}') {
    const keyEnd = endOfValue(text, at);
    const key: unknown = JSON.parse(text.slice(at, keyEnd));
    const start = skipBlank(text, skipBlank(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    if (key === name) found = text.slice(start, end);
    at = skipBlank(text, end);
    if (text[at] === ',') at = skipBlank(text, at + 1);
  }
  return found;
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '"') at = endOfText(text, at) - 1;
    else if (letter === '{' || letter === '[') depth += 1;
    else if (letter === '}' || letter === ']') {
      if (depth === 0) return at;
      depth -= 1;
    } else if (depth === 0 && /[,:\s]/.test(letter)) return at;
    if (depth === 0 && /["}\]]/.test(letter)) return at + 1;
  }
  return text.length;
}

/** After the closing quotation mark of the text that begins at `start`. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function skipBlank(text: string, start: number): number {
  let at = start;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}

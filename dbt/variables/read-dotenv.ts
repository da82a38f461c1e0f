/** Reads the text of a .env file, as people paste it: `NAME=value`, `export`, quotes, comments. */

export interface DotenvEntry {
  readonly name: string;
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

export interface DotenvProblem {
  readonly line: number;
  readonly message: string;
}

/** A name that comes twice has its last value, as in a shell. What is not understood is a problem with its line; it is never thrown. */
export function readDotenv(text: string): { readonly value: readonly DotenvEntry[]; readonly problems: readonly DotenvProblem[] } {
  const entries = new Map<string, DotenvEntry>();
  const problems: DotenvProblem[] = [];
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    const content = (lines[at] ?? '').trim();
    if (content === '' || content.startsWith('#')) continue;
    const match = /^(?:export\s+)?([^\s=]+)\s*=\s*(.*)$/s.exec(content);
    if (!match) {
      problems.push({ line, message: 'There is no NAME=value here.' });
      continue;
    }
    const [, name = '', written = ''] = match;
    const quote = /^["']/.exec(written)?.[0];
    let whole = written;
    // A quoted value goes on over lines until its quote comes.
    while (quote !== undefined && closing(whole, quote) === -1 && at + 1 < lines.length) whole += `\n${lines[++at]}`;
    if (quote !== undefined && closing(whole, quote) === -1)
      problems.push({ line, message: `The quote ${quote} of ${name} is never closed.` });
    else entries.set(name, { name, value: unquote(whole, quote), line });
  }
  return { value: [...entries.values()], problems };
}

function closing(text: string, quote: string): number {
  for (let at = 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}

/** Single quotes keep everything; double quotes know escapes; without quotes a comment may follow after a blank. */
function unquote(text: string, quote: string | undefined): string {
  if (quote === undefined) return text.replace(/(^|\s)#.*$/s, '').trim();
  const inner = text.slice(1, closing(text, quote));
  if (quote === "'") return inner;
  return inner.replace(/\\([nrt"\\$])/g, (_, mark: string) => escapes[mark] ?? mark);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Splits a line as a POSIX shell would, with the place of each word, and refuses what only a shell could carry out. */

export interface Word {
  readonly text: string;
  /** In characters, the end not included. */
  readonly start: number;
  readonly end: number;
}

export interface CommandProblem {
  readonly message: string;
  /** Where in the text, in characters; the end is not included. */
  readonly start: number;
  readonly end: number;
}

/** Quotes join, a backslash takes the next character as it is. Operators of a shell outside quotes are refused, not passed on. */
export function splitWords(text: string): { readonly value: readonly Word[] } | { readonly problem: CommandProblem } {
  const words: Word[] = [];
  let word: string | null = null;
  let start = 0;
  let quote: { readonly char: string; readonly at: number } | null = null;
  const problem = (message: string, from: number, to: number) => ({ problem: { message, start: from, end: to } });
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (word === null) start = at;
    if (quote !== null) {
      if (char === quote.char) quote = null;
      else if (char === '\\' && quote.char === '"' && /["\\$`]/.test(text[at + 1] ?? '')) word = (word ?? '') + (text[++at] ?? '');
      else word = (word ?? '') + char;
    } else if (char === "'" || char === '"') {
      quote = { char, at };
      word ??= '';
    } else if (char === '\\') {
      at += 1;
      if (at === text.length) return problem(`\`${text}\` ends in a backslash.`, at - 1, at);
      if (text[at] !== '\n') word = (word ?? '') + (text[at] ?? '');
    } else if (/\s/.test(char)) {
      if (word !== null) words.push({ text: word, start, end: at });
      word = null;
    } else if (/[;|&<>`]/.test(char) || (char === '$' && text[at + 1] === '(')) {
      const told = `\`${text}\` holds "${char}", but no shell reads it. Make it steps of their own, or put the text in quotes.`;
      return problem(told, at, at + 1);
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== null) return problem(`\`${text}\` has a quote (${quote.char}) that is not closed.`, quote.at, text.length);
  if (word !== null) words.push({ text: word, start, end: text.length });
  return { value: words };
}

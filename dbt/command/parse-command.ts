/** Reads one line such as `dbt build --select "tag:nightly"` the way a shell would split it, and refuses what is no dbt command: there is no shell. */

export interface DbtCommand {
  /** As dbt names it: `build`, `source freshness`, `docs generate`. */
  readonly name: string;
  /** Everything after `dbt`, the name included. */
  readonly args: readonly string[];
}

export type ParsedCommand =
  | { readonly value: DbtCommand; readonly problems: readonly [] }
  | { readonly value: null; readonly problems: readonly string[] };

const single = new Set(
  'build clean clone compile debug deps init lint list ls parse retry run run-operation seed show snapshot test'.split(' '),
);
const groups: Readonly<Record<string, readonly string[]>> = { docs: ['generate', 'serve'], source: ['freshness', 'snapshot-freshness'] };

/** What asks questions, cannot end, or takes away what the steps before it made. */
const neverUnattended = new Set(['init', 'docs serve', 'clean']);

/** Where dbt reads and writes is said by who starts it: `-r` writes a profile of dbt's own time into whatever file it names. */
const reserved = /^(--project-dir|--profiles-dir|--target-path|--record-timing-info|-r)(?:=|$)|^(-r)./;

/** Options before the name of the command that take a value, so that the value is not taken for the name. */
const globalWithValue = new Set(
  '--cache-selected-only --event-time-start --event-time-end --log-file-max-bytes --log-format --log-format-file --log-level --log-level-file --log-path --printer-width --profile --record-timing-info --target -t -r --warn-error-options'.split(
    ' ',
  ),
);

export function parseCommand(text: string): ParsedCommand {
  const words = splitWords(text.trim());
  if ('problem' in words) return refuse(words.problem);
  const [program, ...args] = words.value;
  if (program === undefined) return refuse('A command is empty. Write a dbt command such as `dbt build`.');
  if (program !== 'dbt') return refuse(`\`${text.trim()}\` is not a dbt command: it must begin with \`dbt\`.`);
  const name = findName(args);
  if (name === null) return refuse(`\`${text.trim()}\` names no command that dbt has. Write for example \`dbt build\`.`);
  if (neverUnattended.has(name)) return refuse(`\`dbt ${name}\` cannot be a step of a run.`);
  const [taken] = args.flatMap((arg) => reserved.exec(arg)?.slice(1).filter(Boolean) ?? []);
  if (taken !== undefined) return refuse(`\`${text.trim()}\` sets ${taken}, which a run does not leave to its commands. Leave it out.`);
  return { value: { name, args }, problems: [] };
}

function refuse(problem: string): ParsedCommand {
  return { value: null, problems: [problem] };
}

function findName(args: readonly string[]): string | null {
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word.startsWith('-')) {
      if (globalWithValue.has(word)) at += 1;
      continue;
    }
    if (single.has(word)) return word;
    const members = groups[word];
    const next = args[at + 1] ?? '';
    return members?.includes(next) ? `${word} ${next}` : null;
  }
  return null;
}

/** POSIX words: quotes join, a backslash takes the next character as it is. Operators of a shell outside quotes are refused, not passed on. */
function splitWords(text: string): { readonly value: readonly string[] } | { readonly problem: string } {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote !== null) {
      if (char === quote) quote = null;
      else if (char === '\\' && quote === '"' && /["\\$`]/.test(text[at + 1] ?? '')) word += text[++at] ?? '';
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      at += 1;
      if (at === text.length) return { problem: `\`${text}\` ends in a backslash.` };
      if (text[at] !== '\n') word = (word ?? '') + (text[at] ?? '');
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (/[;|&<>`]/.test(char) || (char === '$' && text[at + 1] === '(')) {
      return { problem: `\`${text}\` holds "${char}", but no shell reads it. Make it steps of their own, or put the text in quotes.` };
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== null) return { problem: `\`${text}\` has a quote (${quote}) that is not closed.` };
  if (word !== null) words.push(word);
  return { value: words };
}

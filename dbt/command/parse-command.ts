/** Reads one line such as `dbt build --select "tag:nightly"` as a shell would split it, and refuses what dbt would refuse, with the place and what was meant. */
import { checkOptions, optionsOf } from './check-options.ts';
import { commandOptions, knownOptions } from './command-table.gen.ts';
import { nearest } from './nearest.ts';
import { type CommandProblem, splitWords, type Word } from './split-words.ts';

export interface DbtCommand {
  /** As dbt names it: `build`, `source freshness`, `docs generate`. */
  readonly name: string;
  /** Everything after `dbt`, the name included. */
  readonly args: readonly string[];
}

export type ParsedCommand =
  | { readonly value: DbtCommand; readonly problems: readonly [] }
  | { readonly value: null; readonly problems: readonly string[] };

export interface CheckedCommand {
  /** Null: there is a problem. */
  readonly value: DbtCommand | null;
  readonly problems: readonly CommandProblem[];
}

export interface CheckOptions {
  /** Fusion has commands and options of its own, which are not judged here. Default `core`. */
  readonly engine?: 'core' | 'fusion';
}

const names = Object.keys(commandOptions).filter((name) => name !== '');
const groups = new Set(names.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0] ?? ''));
const ofFusion = ['lint', 'login', 'system'];

/** What asks questions, cannot end, or takes away what the steps before it made. */
const neverUnattended = new Set(['init', 'docs serve', 'clean', 'login']);

/** Where dbt reads and writes is said by who starts it: `-r` writes a profile of dbt's own time into whatever file it names. */
const reserved = /^(--project-dir|--profiles-dir|--target-path|--record-timing-info|-r)(?:=|$)|^(-r)./;

export function parseCommand(text: string, options: CheckOptions = {}): ParsedCommand {
  const { value, problems } = checkCommand(text, options);
  return value === null ? { value, problems: problems.map(({ message }) => message) } : { value, problems: [] };
}

/** As one types: every problem has its place in the text. */
export function checkCommand(text: string, { engine = 'core' }: CheckOptions = {}): CheckedCommand {
  const split = splitWords(text);
  if ('problem' in split) return { value: null, problems: [split.problem] };
  const [program, ...rest] = split.value;
  const whole = { start: 0, end: text.length };
  if (program === undefined) return refuse({ ...whole, message: 'A command is empty. Write a dbt command such as `dbt build`.' });
  if (program.text !== 'dbt')
    return refuse({ ...program, message: `\`${text.trim()}\` is not a dbt command: it must begin with \`dbt\`.` });
  const found = findName(rest, engine);
  if ('problem' in found)
    return refuse(
      found.problem ?? { ...whole, message: `\`${text.trim()}\` names no command that dbt has. Write for example \`dbt build\`.` },
    );
  const { name, before, after } = found;
  if (neverUnattended.has(name)) return refuse({ ...whole, message: `\`dbt ${name}\` cannot be a step of a run.` });
  for (const word of rest) {
    const [taken] = reserved.exec(word.text)?.slice(1).filter(Boolean) ?? [];
    if (taken !== undefined)
      return refuse({ ...word, message: `\`${text.trim()}\` sets ${taken}, which a run does not leave to its commands. Leave it out.` });
  }
  const problems = engine === 'fusion' ? [] : [...checkOptions('', before, name), ...checkOptions(name, after, name)];
  if (problems.length > 0) return { value: null, problems };
  return { value: { name, args: rest.map((word) => word.text) }, problems: [] };
}

function refuse({ message, start, end }: CommandProblem): CheckedCommand {
  return { value: null, problems: [{ message, start, end }] };
}

type Found =
  | { readonly name: string; readonly before: readonly Word[]; readonly after: readonly Word[] }
  /** Null: there is no word that could be a name. */
  | { readonly problem: CommandProblem | null };

/** An option before the name may take a value, which is not taken for the name. */
function findName(words: readonly Word[], engine: 'core' | 'fusion'): Found {
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!word) break;
    if (word.text.startsWith('-')) {
      // One that belongs behind the name is told of later, with its value passed over here.
      const option = optionsOf('').get(word.text) ?? knownOptions.find(([known]) => known.split(' ').includes(word.text));
      if (option && option[1] !== 'nothing') at += 1;
      continue;
    }
    const next = words[at + 1];
    const pair = `${word.text} ${next?.text ?? ''}`;
    const before = words.slice(0, at);
    if (groups.has(word.text)) {
      if (names.includes(pair)) return { name: pair, before, after: words.slice(at + 2) };
      const members = names.filter((name) => name.startsWith(`${word.text} `));
      const meant = nearest(pair, members);
      const hint = meant === null ? `Write ${members.map((name) => `\`dbt ${name}\``).join(' or ')}.` : `Did you mean \`dbt ${meant}\`?`;
      return {
        problem: {
          start: word.start,
          end: next?.end ?? word.end,
          message: `\`dbt ${pair.trim()}\` names no command that dbt has. ${hint}`,
        },
      };
    }
    if (names.includes(word.text) || (engine === 'fusion' && ofFusion.includes(word.text)))
      return { name: word.text, before, after: words.slice(at + 1) };
    const meant = nearest(word.text, names);
    const hint = meant === null ? 'Write for example `dbt build`.' : `Did you mean \`dbt ${meant}\`?`;
    return { problem: { start: word.start, end: word.end, message: `\`dbt ${word.text}\` names no command that dbt has. ${hint}` } };
  }
  return { problem: null };
}

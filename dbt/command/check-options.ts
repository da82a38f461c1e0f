/** Holds the words of a dbt command against what dbt knows: options, their values, and words that belong nowhere. */
import { isRecord } from '@weft/base/json';
import { parse } from 'yaml';
import { commandOptions, type KnownOption, knownOptions } from './command-table.gen.ts';
import { nearest } from './nearest.ts';
import type { CommandProblem, Word } from './split-words.ts';

/** Commands that take words of their own, and how many. */
const positionals: Readonly<Record<string, { readonly min: number; readonly max: number; readonly what: string }>> = {
  'run-operation': { min: 1, max: 1, what: 'the name of a macro' },
};

const tables = new Map<string, ReadonlyMap<string, KnownOption>>();

/** By each of its names; `''` for those of `dbt` itself. */
export function optionsOf(command: string): ReadonlyMap<string, KnownOption> {
  const known = tables.get(command);
  if (known) return known;
  const table = new Map<string, KnownOption>();
  for (const at of (commandOptions[command] ?? '').split(' ')) {
    const option = knownOptions[Number(at)];
    if (at !== '' && option) for (const name of option[0].split(' ')) table.set(name, option);
  }
  tables.set(command, table);
  return table;
}

/** `words`: what stands before the command's name, or behind it; selectors are not judged. */
export function checkOptions(command: string, words: readonly Word[], behind: string): CommandProblem[] {
  const table = optionsOf(command);
  const problems: CommandProblem[] = [];
  const rest: Word[] = [];
  let flag: string | null = null;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!word) break;
    if (word.text === '--') {
      rest.push(...words.slice(at + 1));
      break;
    }
    if (!word.text.startsWith('-') || word.text === '-') {
      rest.push(word);
      if (flag !== null) problems.push(say(word, `\`${flag}\` takes no value: leave \`${word.text}\` out.`));
      flag = null;
      continue;
    }
    const { name, option, value } = readOption(word.text, table);
    flag = null;
    if (!option) {
      problems.push(say(word, unknownOption(command, name, behind)));
      // What stands behind it may be its value.
      while (words[at + 1] && !words[at + 1]?.text.startsWith('-')) at += 1;
    } else if (option[1] === 'nothing') {
      if (value !== null && name.startsWith('--')) problems.push(say(word, `\`${name}\` takes no value.`));
      flag = name;
    } else at = takeValues({ words, at, table, name, option, value, problems });
  }
  return [...problems, ...checkRest(command, rest, words, problems)];
}

function takeValues(given: {
  readonly words: readonly Word[];
  readonly at: number;
  readonly table: ReadonlyMap<string, KnownOption>;
  readonly name: string;
  readonly option: KnownOption;
  readonly value: string | null;
  readonly problems: CommandProblem[];
}): number {
  const { words, table, name, option, problems } = given;
  const word = words[given.at];
  if (!word) return given.at;
  let { at } = given;
  const values: Word[] = [];
  if (given.value !== null) values.push({ ...word, text: given.value });
  else {
    const next = words[at + 1];
    if (!next || table.has(next.text.split('=')[0] ?? '')) {
      problems.push(say(word, `\`${name}\` needs a value${option[2] === '' ? '' : `: ${orOf(option[2].split(' '))}`}.`));
      return at;
    }
    values.push(next);
    at += 1;
  }
  // dbt takes the words behind it too, up to the next option.
  if (option[3]) for (let next = words[at + 1]; next && !next.text.startsWith('-'); next = words[++at + 1]) values.push(next);
  for (const value of values) {
    const message = checkValue(name, option, value.text);
    if (message !== null) problems.push(say(value, message));
  }
  return at;
}

/** A short option may have its value, or further short flags, right behind it. */
function readOption(text: string, table: ReadonlyMap<string, KnownOption>) {
  if (text.startsWith('--')) {
    const [name = '', ...value] = text.split('=');
    return { name, option: table.get(name), value: value.length > 0 ? value.join('=') : null };
  }
  const name = text.slice(0, 2);
  const option = table.get(name);
  if (text.length === 2) return { name, option, value: null };
  if (option?.[1] !== 'nothing') return option ? { name, option, value: text.slice(2) } : { name: text, option, value: null };
  // Flags, of which the last may be an option that takes the next word.
  const letters = [...text.slice(1)].map((letter) => ({ name: `-${letter}`, option: table.get(`-${letter}`) }));
  const last = letters.at(-1);
  const areFlags = letters.slice(0, -1).every((one) => one.option?.[1] === 'nothing');
  return areFlags && last?.option ? { ...last, value: null } : { name: text, option: undefined, value: null };
}

function unknownOption(command: string, name: string, behind: string): string {
  if (command === '') {
    if (optionsOf(behind).has(name)) return `\`${name}\` belongs behind the command: \`dbt ${behind} ${name} …\`.`;
    const meant = nearest(name, [...optionsOf(''), ...optionsOf(behind)].map(([known]) => known).filter(isSpoken));
    return `dbt has no option \`${name}\`${meant === null ? '.' : `; did you mean \`${meant}\`?`}`;
  }
  const meant = nearest(name, [...optionsOf(command).keys()].filter(isSpoken));
  return `\`dbt ${command}\` has no option \`${name}\`${meant === null ? '.' : `; did you mean \`${meant}\`?`}`;
}

/** What dbt keeps for old times is let through, and never proposed. */
function isSpoken(name: string): boolean {
  return name.startsWith('--') && !name.startsWith('--deprecated');
}

/** Null: it is right. */
function checkValue(name: string, [, takes, choices]: KnownOption, value: string): string | null {
  switch (takes) {
    case 'int':
      return /^[+-]?\d+$/.test(value.trim()) ? null : `\`${name}\` takes a whole number, not \`${value}\`.`;
    case 'mapping':
      return checkMapping(name, value);
    case 'date':
      return /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d)?$/.test(value)
        ? null
        : `\`${name}\` takes a date such as 2026-01-31 or "2026-01-31 12:00:00", not \`${value}\`.`;
    case 'choice': {
      const known = choices.split(' ');
      const wrong = value.split(' ').find((one) => one !== '' && !known.includes(one.toLowerCase()));
      if (wrong === undefined) return null;
      const meant = nearest(wrong.toLowerCase(), known);
      return `\`${name}\` takes ${orOf(known)}, not \`${wrong}\`${meant === null ? '.' : `; did you mean \`${meant}\`?`}`;
    }
    default:
      return null;
  }
}

function checkMapping(name: string, value: string): string | null {
  const how = `\`${name}\` takes names and values, such as \`${name} '{"name": "value"}'\``;
  try {
    return isRecord(parse(value, { maxAliasCount: 0, logLevel: 'error' })) ? null : `${how}; \`${value}\` is something else.`;
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return `${how}; \`${value}\` is no YAML: ${reason}`;
  }
}

function checkRest(command: string, rest: readonly Word[], words: readonly Word[], told: readonly CommandProblem[]): CommandProblem[] {
  if (command === '') return [];
  const { min, max, what } = positionals[command] ?? { min: 0, max: 0, what: '' };
  const last = words.at(-1);
  if (rest.length < min) {
    const end = last?.end ?? 0;
    return [{ message: `\`dbt ${command}\` needs ${what} behind it.`, start: last?.start ?? 0, end }];
  }
  return rest
    .slice(max)
    .filter((word) => !told.some(({ start }) => start === word.start))
    .map((word) => say(word, `\`${word.text}\` stands where \`dbt ${command}\` takes no word. Did you mean \`--select ${word.text}\`?`));
}

function say({ start, end }: Word, message: string): CommandProblem {
  return { message, start, end };
}

function orOf(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

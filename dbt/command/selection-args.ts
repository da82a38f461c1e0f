/** What a dbt command line selects, as words, and the same command with other words. */

export interface SelectionArgs {
  /** Words of `--select` and its other names; a word may hold several, apart by spaces: their union. */
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  /** Of `--selector`; null: none is named. */
  readonly selector: string | null;
}

const selectNames = new Set(['--select', '-s', '--models', '--model', '-m']);

/** `args`: after `dbt`. */
export function readSelection(args: readonly string[]): SelectionArgs {
  const found = { select: [] as string[], exclude: [] as string[], selector: null as string | null };
  for (const { name, words } of optionsOf(args)) {
    if (selectNames.has(name)) found.select.push(...words);
    else if (name === '--exclude') found.exclude.push(...words);
    else if (name === '--selector') found.selector = words[0] ?? null;
  }
  return found;
}

/** The same with these words selected instead of its own. */
export function withSelection(args: readonly string[], select: readonly string[]): readonly string[] {
  const kept = optionsOf(args).flatMap(({ name, tokens }) => (selectNames.has(name) ? [] : tokens));
  return [...kept, '--select', ...select];
}

/** Whether what it selects depends on a `state:` that somebody compared with. */
export function comparesState(args: readonly string[]): boolean {
  const { select, exclude } = readSelection(args);
  return [...select, ...exclude].some((word) => /(^|[\s,@+])state:/.test(word));
}

export function hasOption(args: readonly string[], ...names: readonly string[]): boolean {
  return optionsOf(args).some(({ name }) => names.includes(name));
}

/** Of options, the ones that say how a project is parsed; with a value, and without. */
const parseOptions = new Set('--vars --target -t --profile --threads --warn-error-options'.split(' '));
const parseFlags =
  /^(--(no-)?(partial-parse|static-parser|use-experimental-parser|version-check|warn-error|introspect|use-fast-test-edges))$/;

/** The `dbt parse` that reads the project as this command would. */
export function parseArgvOf(args: readonly string[]): readonly string[] {
  const kept = optionsOf(args).flatMap(({ name, tokens }) => {
    if (parseFlags.test(name)) return tokens.slice(0, 1);
    return parseOptions.has(name) ? tokens.slice(0, tokens[0]?.includes('=') ? 1 : 2) : [];
  });
  return ['parse', ...kept];
}

interface Option {
  /** Empty: words before any option. */
  readonly name: string;
  readonly words: readonly string[];
  /** As they stood. */
  readonly tokens: readonly string[];
}

function optionsOf(args: readonly string[]): readonly Option[] {
  const options: { name: string; words: string[]; tokens: string[] }[] = [];
  for (const token of args) {
    const [, name, value] = /^(--?[A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(token) ?? [];
    if (name !== undefined) options.push({ name, words: value === undefined ? [] : [value], tokens: [token] });
    else {
      if (options.length === 0) options.push({ name: '', words: [], tokens: [] });
      options.at(-1)?.words.push(token);
      options.at(-1)?.tokens.push(token);
    }
  }
  return options;
}

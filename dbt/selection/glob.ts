/** The patterns of dbt's selectors: Python's `fnmatch` for names and `pathlib` globs for paths, as regular expressions. */

/** Python 3 `fnmatch.fnmatchcase`: `*` and `?` also match dots and slashes; `[seq]`, `[!seq]`. Never throws: an unclosed bracket is itself. */
export function namePattern(glob: string): (name: string) => boolean {
  if (!/[*?[]/.test(glob)) return (name) => name === glob;
  const expression = new RegExp(`^${translate(glob, '[\\s\\S]*', '[\\s\\S]')}$`);
  return (name) => expression.test(name);
}

/**
 * Python 3 `Path.glob` over the paths that a project's nodes have: a pattern names files, or folders that stand for everything in them.
 * `*` stays within one folder, `**` is any number of folders.
 */
export function pathPattern(glob: string): (path: string) => boolean {
  const segments = glob.split('/').filter((segment) => segment !== '' && segment !== '.');
  // The project's own folder is no path that a glob can name.
  if (segments.length === 0) return () => false;
  const parts = segments.map((segment) => (segment === '**' ? null : translate(segment, '[^/]*', '[^/]')));
  const expression = new RegExp(`^${joinParts(parts)}(?:/.*)?$`);
  return (path) => expression.test(path);
}

function joinParts(parts: readonly (string | null)[]): string {
  let text = '';
  for (const [at, part] of parts.entries()) {
    const isLast = at === parts.length - 1;
    if (part === null) text += isLast ? '[^/]+' : '(?:[^/]+/)*';
    else text += isLast ? part : `${part}/`;
  }
  // A last `**` names the folders below, and so whatever lies in the folder before it.
  return text;
}

function translate(glob: string, any: string, one: string): string {
  let text = '';
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at] ?? '';
    if (char === '*') {
      while (glob[at + 1] === '*') at += 1;
      text += any;
    } else if (char === '?') text += one;
    else if (char === '[') {
      const end = glob.indexOf(']', at + (glob[at + 1] === '!' ? 3 : 2));
      if (end < 0) text += '\\[';
      else {
        text += bracket(glob.slice(at + 1, end));
        at = end;
      }
    } else text += char.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  }
  return text;
}

function bracket(inside: string): string {
  const isNegated = inside.startsWith('!');
  const body = (isNegated ? inside.slice(1) : inside).replace(/[\\\]^[]/g, '\\$&');
  // A range that runs backwards matches nothing, as in Python.
  try {
    new RegExp(`[${body}]`);
  } catch {
    return isNegated ? '[\\s\\S]' : '(?!)';
  }
  return `[${isNegated ? '^' : ''}${body}]`;
}

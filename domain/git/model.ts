/** The nouns of managed repositories and the rules for what may name a commit. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';

export interface Repository {
  readonly id: Id<'repository'>;
  readonly accountId: Id<'account'>;
  /** A project has one at most. */
  readonly projectId: Id<'project'>;
  readonly name: string;
  readonly defaultBranch: string;
  readonly createdAt: Date;
}

export interface Commit {
  /** 40 hex digits. */
  readonly sha: string;
  /** Its first line. */
  readonly message: string;
  readonly at: Date;
}

/** git's own rules (git-check-ref-format), and no leading dash: a name must never be read as an option. */
export function isRefName(text: string): boolean {
  if (text.length === 0 || text.length > 255 || text.startsWith('-') || text === '@') return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\//.test(text)) return false;
  return text.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock')) && !text.endsWith('.');
}

export function isSha(text: string): boolean {
  return /^[0-9a-f]{7,40}$/.test(text);
}

/** Faults: invalid `git.ref_invalid`. */
export function checkRef(text: string): string {
  if (!isRefName(text)) throw new Fault('invalid', 'git.ref_invalid', `"${text}" cannot be the name of a branch, a tag or a commit.`);
  return text;
}

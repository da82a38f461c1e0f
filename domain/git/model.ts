/** The nouns of repositories and the rules for what may name a commit. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { z } from 'zod';

/** dbt Cloud's own words for how a repository is entered. */
export const cloneStrategies = ['azure_active_directory_app', 'deploy_key', 'deploy_token', 'github_app', 'git_token'] as const;
export type CloneStrategy = (typeof cloneStrategies)[number];

/** Ids that clients of a git provider's app send, kept for them to read again. */
export const providerIdsSchema = z.object({
  githubInstallationId: z.number().int().nullable().default(null),
  gitlabProjectId: z.number().int().nullable().default(null),
  repositoryCredentialsId: z.number().int().nullable().default(null),
  privateLinkEndpointId: z.string().nullable().default(null),
});
export type ProviderIds = Readonly<z.infer<typeof providerIdsSchema>>;

export interface Repository {
  readonly id: Id<'repository'>;
  readonly accountId: Id<'account'>;
  /** A project has one at most. */
  readonly projectId: Id<'project'>;
  readonly name: string;
  /** Of a remote one, what its own HEAD named when it was last fetched. */
  readonly defaultBranch: string;
  /** null: Weft keeps it itself. */
  readonly remoteUrl: string | null;
  /** As people name it at its provider: `acme/analytics`. */
  readonly fullName: string | null;
  readonly cloneStrategy: CloneStrategy;
  /** With `{{source}}` and `{{destination}}`; empty: none. */
  readonly pullRequestUrlTemplate: string;
  readonly provider: ProviderIds;
  /** With which a token is sent; null: what the provider is known to want. */
  readonly username: string | null;
  readonly hasToken: boolean;
  /** To be put beside the repository as a deploy key, read-only; null: it is not entered by ssh. */
  readonly publicKey: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Its project may have another by now. */
  readonly deletedAt: Date | null;
  /** Of a remote one, when its mirror was last brought up to date; null: never. */
  readonly fetchedAt: Date | null;
  /** Why the last try to fetch it failed; null: it did not. */
  readonly fetchFailure: string | null;
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

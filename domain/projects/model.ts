/** The nouns of projects: a dbt project as the account knows it, and the environments it is deployed to. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { EnvironmentCategory } from '../access/model.ts';

export interface Project {
  readonly id: Id<'project'>;
  readonly accountId: Id<'account'>;
  /** For people; unique in the account. */
  readonly name: string;
  readonly description: string;
  /** hybrid: its dbt runs elsewhere and uploads artifacts. */
  readonly kind: 'default' | 'hybrid';
  /** `name:` of its dbt_project.yml, which cross-project refs use; unique in the account, case-sensitive; null until known. */
  readonly dbtProjectName: string | null;
  readonly dbtProjectSubdirectory: string | null;
  /** The jobs whose docs and whose source freshness stand for the project's; kept for clients that set them. */
  readonly docsJobId: Id<'job'> | null;
  readonly freshnessJobId: Id<'job'> | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Environment {
  readonly id: Id<'environment'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly name: string;
  readonly type: 'development' | 'deployment';
  /** null: general, or a development environment. One production and one staging a project at most. */
  readonly deploymentType: 'production' | 'staging' | null;
  /** A release track or a version. */
  readonly dbtVersion: string;
  /** null: the repository's default branch. */
  readonly customBranch: string | null;
  /** Instead of the project's; null: as the project has it. */
  readonly dbtProjectSubdirectory: string | null;
  /** Kept as they were sent, for clients that compare. */
  readonly supportsDocs: boolean;
  readonly enableModelQueryHistory: boolean;
  readonly enableDbtState: boolean;
  /** null: nothing runs here, artifacts are uploaded. */
  readonly connectionId: Id<'connection'> | null;
  readonly credentialId: Id<'credential'> | null;
  /** What is put over the rendered profile. */
  readonly extendedAttributesId: Id<'extendedAttributes'> | null;
  /** The named set that the three above come from; null: they are the environment's own. */
  readonly primaryProfileId: Id<'profile'> | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** dbt's rule for project names: letters of any language, digits, underscore, not beginning with a digit. */
export function isDbtProjectName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text) && Buffer.byteLength(text) <= nameBytesMax;
}

/** A project's publication is a file of its name. */
const nameBytesMax = 240;

/** As grants name it; a deployment environment that is neither production nor staging is `other`. */
export function categoryOf({ type, deploymentType }: Pick<Environment, 'type' | 'deploymentType'>): EnvironmentCategory {
  return type === 'development' ? 'development' : (deploymentType ?? 'other');
}

export function checkName(noun: 'project' | 'environment', name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new Fault('invalid', `${noun}.name_invalid`, `The ${noun} needs a name.`);
  if (trimmed.length > 255)
    throw new Fault('invalid', `${noun}.name_invalid`, `The name of the ${noun} is ${trimmed.length} characters long; 255 is the most.`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f]/.test(trimmed))
    throw new Fault('invalid', `${noun}.name_invalid`, `The name of the ${noun} holds a control character.`);
  return trimmed;
}

/** Where dbt_project.yml lies in the repository. Fault: invalid `project.subdirectory_invalid`. */
export function checkSubdirectory(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (path.startsWith('/') || parts.includes('..') || path.length > 1000 || /[\u0000-\u001f\\]/.test(path))
    throw new Fault(
      'invalid',
      'project.subdirectory_invalid',
      `"${path.slice(0, 100)}" cannot be the folder of dbt_project.yml: name it as it lies in the repository, such as "transform/dbt".`,
    );
  return path;
}

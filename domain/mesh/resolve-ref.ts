/** The one matrix behind every cross-project ref: which relation it means and by which rule, or why it means none and what to change. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { unreachable } from '@weft/base/unreachable';
import { distance } from 'fastest-levenshtein';
import type { PublicModel } from './make-publication.ts';

/** A project of the account, as far as somebody who refers to it must know. */
export interface UpstreamProject {
  readonly id: Id<'project'>;
  readonly dbtProjectName: string | null;
  readonly name: string;
  readonly production: UpstreamEnvironment | null;
  readonly staging: UpstreamEnvironment | null;
}

export interface UpstreamEnvironment {
  readonly id: Id<'environment'>;
  readonly name: string;
  /** null: no successful run with a manifest yet. */
  readonly publicationId: Id<'publication'> | null;
  /** Has any invocation arrived, even one that failed? */
  readonly hasRun: boolean;
}

/** A model of the upstream project that is not offered. */
export interface HiddenModel {
  readonly name: string;
  readonly why: 'protected' | 'private' | 'ephemeral' | 'disabled';
}

export type ProjectResolution =
  | {
      readonly outcome: 'resolved';
      readonly project: UpstreamProject;
      readonly environment: UpstreamEnvironment;
      readonly publicationId: Id<'publication'>;
      readonly rule: string;
    }
  | { readonly outcome: 'unknown_project'; readonly name: string; readonly nearest: readonly string[]; readonly known: readonly string[] }
  | { readonly outcome: 'case_mismatch'; readonly name: string; readonly right: string }
  | { readonly outcome: 'never_ran'; readonly name: string; readonly detail: string }
  | { readonly outcome: 'staging_empty'; readonly name: string; readonly environment: UpstreamEnvironment };

export type ModelResolution =
  | { readonly outcome: 'resolved'; readonly model: PublicModel }
  | { readonly outcome: 'unknown_model'; readonly nearest: readonly string[] }
  | { readonly outcome: 'not_public'; readonly hidden: HiddenModel }
  | { readonly outcome: 'private'; readonly hidden: HiddenModel }
  | { readonly outcome: 'disabled'; readonly hidden: HiddenModel }
  | { readonly outcome: 'version_missing'; readonly versions: readonly string[]; readonly latest: string | null };

export type ConsumerKind = 'production' | 'staging' | 'development' | 'general';

/**
 * Production reads production. Everybody else reads staging as soon as the upstream has marked an environment so, even one that never ran:
 * there is no fail-over, because silently reading production from a staging run would be worse (dbt docs, "project dependencies", staging).
 */
export function resolveProject(name: string, consumer: ConsumerKind, projects: readonly UpstreamProject[]): ProjectResolution {
  const project = projects.find((it) => it.dbtProjectName === name);
  if (!project) return missingProject(name, projects);
  const wantsStaging = consumer !== 'production' && project.staging !== null;
  const environment = wantsStaging ? project.staging : project.production;
  if (environment === null)
    return {
      outcome: 'never_ran',
      name,
      detail: 'it has no production environment. Create one in that project, then run dbt there or upload its artifacts',
    };
  if (environment.publicationId === null) {
    if (wantsStaging) return { outcome: 'staging_empty', name, environment };
    const detail = environment.hasRun
      ? `nothing in its production environment ${environment.name} has succeeded yet. Mend what failed there, then run again`
      : `nothing has run in its production environment ${environment.name} yet. Run its job, or upload its artifacts with "dbt run"`;
    return { outcome: 'never_ran', name, detail };
  }
  const rule = wantsStaging
    ? `staging: ${name} has a staging environment, and a ${consumer} environment reads that`
    : `production: ${consumer === 'production' ? 'production reads production' : `${name} has no staging environment`}`;
  return { outcome: 'resolved', project, environment, publicationId: environment.publicationId, rule };
}

function missingProject(name: string, projects: readonly UpstreamProject[]): ProjectResolution {
  const known = projects.flatMap((it) => (it.dbtProjectName === null ? [] : [it.dbtProjectName])).sort();
  const right = known.find((it) => it.toLowerCase() === name.toLowerCase());
  if (right !== undefined) return { outcome: 'case_mismatch', name, right };
  const byPeople = projects.flatMap((it) =>
    it.name.toLowerCase() === name.toLowerCase() && it.dbtProjectName !== null ? [it.dbtProjectName] : [],
  );
  const near = byPeople.length > 0 ? byPeople : nearest(name, known);
  return { outcome: 'unknown_project', name, nearest: near, known };
}

/** `version`: as written in the ref, or null for the latest. */
export function resolveModel(
  name: string,
  version: string | null,
  offered: readonly PublicModel[],
  hidden: readonly HiddenModel[],
): ModelResolution {
  const versions = offered.filter((model) => model.name === name);
  if (versions.length === 0) {
    const match = hidden.find((model) => model.name === name);
    if (match?.why === 'private') return { outcome: 'private', hidden: match };
    if (match?.why === 'disabled') return { outcome: 'disabled', hidden: match };
    if (match) return { outcome: 'not_public', hidden: match };
    return { outcome: 'unknown_model', nearest: nearest(name, [...new Set(offered.map((model) => model.name))]) };
  }
  const model =
    version === null
      ? versions.find((it) => String(it.version) === String(it.latest_version))
      : versions.find((it) => String(it.version) === version);
  if (model) return { outcome: 'resolved', model };
  const latest = versions[0]?.latest_version ?? null;
  return {
    outcome: 'version_missing',
    versions: versions.map((it) => String(it.version ?? 'none')).sort(),
    latest: latest === null ? null : String(latest),
  };
}

/** Where the name stands, for the line to change; `null` when only the API asks. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export function projectFault(resolution: Exclude<ProjectResolution, { outcome: 'resolved' }>, place: Place | null): Fault {
  const at = place ? `${place.file}:${place.line}: ` : '';
  const change = (to: string) =>
    place ? ` Change line ${place.line} of ${place.file} to "- name: ${to}".` : ` Write "- name: ${to}" in dependencies.yml.`;
  switch (resolution.outcome) {
    case 'unknown_project': {
      const [first] = resolution.nearest;
      const known =
        resolution.known.length === 0
          ? ' No project of this account has uploaded or run anything yet.'
          : ` The account's projects are ${resolution.known.join(', ')}.`;
      const message = `${at}There is no project "${resolution.name}" in this account.${known}${first === undefined ? '' : change(first)}`;
      return new Fault('not_found', 'ref.unknown_project', message, { nearest: resolution.nearest, known: resolution.known });
    }
    case 'case_mismatch': {
      const message = `${at}There is no project "${resolution.name}", but there is "${resolution.right}": project names are case-sensitive.${change(resolution.right)}`;
      return new Fault('not_found', 'ref.case_mismatch', message, { nearest: [resolution.right] });
    }
    case 'never_ran':
      return new Fault('not_found', 'ref.never_ran', `${at}The project "${resolution.name}" has published nothing: ${resolution.detail}.`);
    case 'staging_empty': {
      const message = `${at}The project "${resolution.name}" has a staging environment (${resolution.environment.name}) in which nothing has succeeded yet, and everything but production reads staging, without falling back to production. Run a job there, or stop marking it as staging until it has run.`;
      return new Fault('not_found', 'ref.staging_empty', message);
    }
    default:
      return unreachable(resolution);
  }
}

export function modelFault(
  project: string,
  name: string,
  version: string | null,
  resolution: Exclude<ModelResolution, { outcome: 'resolved' }>,
): Fault {
  const ref = version === null ? `ref('${project}', '${name}')` : `ref('${project}', '${name}', v=${version})`;
  switch (resolution.outcome) {
    case 'unknown_model': {
      const near = resolution.nearest.length > 0 ? ` Its public models with a name like it: ${resolution.nearest.join(', ')}.` : '';
      return new Fault('not_found', 'ref.unknown_model', `${ref}: the project ${project} has no model "${name}".${near}`, {
        nearest: resolution.nearest,
      });
    }
    case 'not_public': {
      const why =
        resolution.hidden.why === 'ephemeral' ? 'is ephemeral, so there is no relation to read' : `has access: ${resolution.hidden.why}`;
      return new Fault(
        'forbidden',
        'ref.not_public',
        `${ref}: the model ${name} exists in ${project}, but it ${why}. Ask its owners to set "access: public" and run dbt once.`,
      );
    }
    case 'private': {
      return new Fault(
        'forbidden',
        'ref.private',
        `${ref}: the model ${name} of ${project} is private: only models of its own group may read it. Ask its owners for a public model.`,
      );
    }
    case 'disabled':
      return new Fault(
        'not_found',
        'ref.disabled',
        `${ref}: the model ${name} of ${project} is disabled (enabled: false), so it is not built and not offered.`,
      );
    case 'version_missing': {
      const latest = resolution.latest === null ? '' : ` The latest is ${resolution.latest}; a ref without v= means that one.`;
      return new Fault(
        'not_found',
        'ref.version_missing',
        `${ref}: ${name} of ${project} has no version ${version ?? '(none)'}. Its public versions: ${resolution.versions.join(', ')}.${latest}`,
        { versions: resolution.versions },
      );
    }
    default:
      return unreachable(resolution);
  }
}

/** At most three names, nearest first, none that shares too little to be meant. */
function nearest(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  return names
    .map((it) => ({
      it,
      away: it.toLowerCase().includes(wanted) || wanted.includes(it.toLowerCase()) ? 1 : distance(wanted, it.toLowerCase()),
    }))
    .filter(({ it, away }) => away <= Math.max(3, Math.ceil(Math.max(it.length, name.length) / 2)))
    .sort((a, b) => a.away - b.away || (a.it < b.it ? -1 : 1))
    .slice(0, 3)
    .map(({ it }) => it);
}

import { asId } from '@weft/base/id';
import { expect, test } from 'vitest';
import type { PublicModel } from './make-publication.ts';
import type { ConsumerKind, HiddenModel, UpstreamEnvironment, UpstreamProject } from './resolve-ref.ts';
import { modelFault, projectFault, resolveModel, resolveProject } from './resolve-ref.ts';

function environment(id: number, name: string, publicationId: number | null, hasRun = publicationId !== null): UpstreamEnvironment {
  return { id: asId<'environment'>(id), name, publicationId: publicationId === null ? null : asId<'publication'>(publicationId), hasRun };
}

const foundational: UpstreamProject = {
  id: asId<'project'>(1),
  name: 'Foundational Project',
  dbtProjectName: 'foundational_project',
  production: environment(1, 'Production', 10),
  staging: null,
};
const staged: UpstreamProject = {
  id: asId<'project'>(2),
  name: 'Staged',
  dbtProjectName: 'staged',
  production: environment(2, 'Production', 20),
  staging: environment(3, 'Staging', null),
};
const empty: UpstreamProject = {
  id: asId<'project'>(3),
  name: 'Empty',
  dbtProjectName: 'empty',
  production: environment(4, 'Production', null),
  staging: null,
};
const failed: UpstreamProject = {
  id: asId<'project'>(4),
  name: 'Failed',
  dbtProjectName: 'failed',
  production: environment(5, 'Production', null, true),
  staging: null,
};
const projects = [foundational, staged, empty, failed];

test.each<[string, ConsumerKind, string]>([
  ['foundational_project', 'production', 'resolved'],
  ['foundational_project', 'development', 'resolved'],
  ['staged', 'production', 'resolved'],
  ['staged', 'development', 'staging_empty'],
  ['staged', 'staging', 'staging_empty'],
  ['staged', 'general', 'staging_empty'],
  ['empty', 'production', 'never_ran'],
  ['failed', 'production', 'never_ran'],
  ['Foundational_Project', 'production', 'case_mismatch'],
  ['platform', 'production', 'unknown_project'],
])('%s, read from %s, is %s', (name, consumer, outcome) => {
  expect(resolveProject(name, consumer, projects).outcome).toBe(outcome);
});

test('an unknown project names the nearest one and the line to change', () => {
  const resolution = resolveProject('foundation_project', 'production', projects);
  if (resolution.outcome === 'resolved') throw new Error('must not resolve');
  const fault = projectFault(resolution, { file: 'dependencies.yml', line: 2 });
  expect(fault.code).toBe('ref.unknown_project');
  expect(fault.message).toContain('Change line 2 of dependencies.yml to "- name: foundational_project"');
  expect(fault.message).toContain('empty, failed, foundational_project, staged');
});

test("a project's name for people leads to its dbt name", () => {
  const resolution = resolveProject('Foundational Project', 'production', projects);
  expect(resolution).toMatchObject({ outcome: 'unknown_project', nearest: ['foundational_project'] });
});

test('a project whose only run failed is told apart from one that never ran', () => {
  const messages = ['empty', 'failed'].map((name) => {
    const resolution = resolveProject(name, 'production', projects);
    return resolution.outcome === 'resolved' ? '' : projectFault(resolution, null).message;
  });
  expect(messages[0]).toContain('nothing has run');
  expect(messages[1]).toContain('has succeeded yet');
});

function offered(name: string, version: number | null, latest: number | null): PublicModel {
  return {
    name,
    package_name: 'p',
    unique_id: `model.p.${name}${version === null ? '' : `.v${version}`}`,
    relation_name: name,
    database: null,
    schema: 's',
    identifier: name,
    version,
    latest_version: latest,
    public_node_dependencies: [],
    generated_at: '',
    deprecation_date: null,
  };
}

const models = [offered('fct_orders', 1, 2), offered('fct_orders', 2, 2), offered('dim_customers', null, null)];
const hidden: HiddenModel[] = [
  { name: 'stg_orders', why: 'protected' },
  { name: 'salaries', why: 'private' },
  { name: 'old', why: 'disabled' },
];

test.each<[string, string | null, string]>([
  ['fct_orders', null, 'resolved'],
  ['fct_orders', '1', 'resolved'],
  ['fct_orders', '9', 'version_missing'],
  ['dim_customers', null, 'resolved'],
  ['stg_orders', null, 'not_public'],
  ['salaries', null, 'private'],
  ['old', null, 'disabled'],
  ['fct_order', null, 'unknown_model'],
])('%s version %s is %s', (name, version, outcome) => {
  const resolution = resolveModel(name, version, models, hidden);
  expect(resolution.outcome).toBe(outcome);
  if (resolution.outcome !== 'resolved') expect(modelFault('p', name, version, resolution).message.length).toBeGreaterThan(40);
});

test('a ref without a version means the latest one', () => {
  const resolution = resolveModel('fct_orders', null, models, hidden);
  expect(resolution).toMatchObject({ outcome: 'resolved', model: { version: 2 } });
});

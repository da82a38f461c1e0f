/** The mesh for the web: who publishes what, who builds on whom, and what a cross-project ref means. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { projectsWith } from '@weft/domain/access/model';
import type { MeshProblem, MeshProject } from '@weft/domain/mesh/describe-mesh';
import { describeMesh } from '@weft/domain/mesh/describe-mesh';
import type { RefExplanation } from '@weft/domain/mesh/explain-ref';
import { explainRef } from '@weft/domain/mesh/explain-ref';
import { consumerKind } from '@weft/domain/mesh/get-publication';
import { listOfferedModels } from '@weft/domain/mesh/list-offered-models';
import { listEnvironments } from '@weft/domain/projects/environments';
import { getProject, listProjects } from '@weft/domain/projects/get-project';
import { findRunOfInvocation } from '@weft/domain/runs/list-runs';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireMesh, WireMeshProblem, WireMeshProject } from '@weft/wire/weft/mesh';
import type { WirePublicModels } from '@weft/wire/weft/public-model';
import type { WireRefOutcome, WireResolvedRef } from '@weft/wire/weft/resolved-ref';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const projectId = idSchema<'project'>();
const inProject = z.object({ accountId, projectId });

async function scopeOfProject(host: Host, input: z.infer<typeof inProject>): Promise<Id<'project'>> {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

export const meshRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/mesh/',
    needs: 'public_models:read',
    isList: true,
    input: z.object({ accountId }),
    answer: async (host, input, { caller }): Promise<WireMesh> => {
      const readable = projectsWith(caller, 'public_models:read', input.accountId);
      const mesh = await describeMesh(host, input.accountId, (id) => readable === null || readable.has(id));
      const projects = await Promise.all(mesh.projects.map((project) => presentProject(host, project)));
      return { projects, cycles: mesh.cycles, problems: mesh.problems.map(presentProblem) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/projects/:projectId/public-models/',
    needs: 'public_models:read',
    input: inProject.extend({ query: z.object({ deployment_type: z.enum(['production', 'staging']).default('production') }) }),
    scope: scopeOfProject,
    answer: (host, input) => presentPublicModels(host, input.accountId, input.projectId, input.query.deployment_type),
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/projects/:projectId/resolve-ref/',
    needs: 'public_models:read',
    input: inProject.extend({
      query: z.object({
        project: z.string().min(1).max(255),
        model: z.string().min(1).max(255),
        version: z.string().max(64).optional(),
        environment_id: idSchema<'environment'>().optional(),
      }),
    }),
    scope: scopeOfProject,
    answer: async (host, { accountId, projectId, query }) => {
      const environments = (await listEnvironments(host, accountId)).filter((it) => it.projectId === projectId);
      const environment = environments.find((it) =>
        query.environment_id === undefined ? it.deploymentType === 'production' : it.id === query.environment_id,
      );
      const kind = environment ? consumerKind(environment) : 'production';
      const explained = await explainRef(
        host,
        { accountId, projectId, kind },
        { project: query.project, model: query.model, version: query.version || null },
      );
      return presentExplanation(explained);
    },
  }),
];

async function presentProject(host: Host, { project, environments, upstream, downstream }: MeshProject): Promise<WireMeshProject> {
  const wire = environments.map(async ({ id, name, deploymentType, publication }) => ({
    id,
    name,
    deployment_type: deploymentType,
    publication: publication
      ? {
          generated_at: wireTimestamp(publication.confirmedAt),
          digest: publication.digest,
          public_models: publication.publicModelCount,
          run_id: (await findRunOfInvocation(host, project.accountId, publication.confirmedInvocationId))?.id ?? null,
        }
      : null,
  }));
  return {
    id: project.id,
    name: project.name,
    dbt_project_name: project.dbtProjectName,
    kind: project.kind,
    environments: await Promise.all(wire),
    upstream,
    downstream,
  };
}

const remedies: Readonly<Record<string, string>> = {
  'ref.unknown_project': 'Mend the name in dependencies.yml, or create the project.',
  'ref.case_mismatch': 'Write the name in dependencies.yml as the other project has it.',
  'ref.never_ran': 'Run the upstream project in production, or upload its artifacts.',
  'ref.staging_empty': 'Run the upstream project in staging, or stop marking that environment as staging.',
  'project.cycle': 'Take one of the dependencies away.',
};

function presentProblem({ code, message, projectId }: MeshProblem): WireMeshProblem {
  return { code, message, project_id: projectId, remedy: remedies[code] ?? 'See the message.' };
}

async function presentPublicModels(
  host: Host,
  accountId: Id<'account'>,
  projectId: Id<'project'>,
  deploymentType: 'production' | 'staging',
): Promise<WirePublicModels> {
  const offered = await listOfferedModels(host, accountId, projectId, deploymentType);
  const projects = new Map((await listProjects(host, accountId)).map((project) => [project.id, project.name]));
  const { publication } = offered;
  const run = publication ? await findRunOfInvocation(host, accountId, publication.confirmedInvocationId) : null;
  return {
    environment_id: offered.environmentId,
    generated_at: publication ? wireTimestamp(publication.confirmedAt) : null,
    digest: publication?.digest ?? null,
    run_id: run?.id ?? null,
    models: offered.models.map(({ model, description, hasContract, columnCount, owner, consumers }) => ({
      unique_id: model.unique_id,
      name: model.name,
      package_name: model.package_name,
      description,
      version: model.version === null ? null : String(model.version),
      latest_version: model.latest_version === null ? null : String(model.latest_version),
      relation_name: model.relation_name,
      deprecation_date: model.deprecation_date,
      has_contract: hasContract,
      column_count: columnCount,
      owner,
      consumers: consumers.map((id) => ({ project_id: id, name: projects.get(id) ?? '' })),
    })),
  };
}

/** The outcomes of the matrix in the web's words; a fault that is none of them is shown by its message alone. */
const outcomes: Readonly<Record<string, WireRefOutcome>> = {
  'ref.unknown_project': 'project_unknown',
  'ref.case_mismatch': 'project_case',
  'ref.unknown_model': 'model_unknown',
  'ref.disabled': 'not_public',
  'ref.not_public': 'not_public',
  'ref.private': 'private',
  'ref.never_ran': 'never_ran',
  'ref.staging_empty': 'staging_empty',
  'ref.version_missing': 'version_missing',
  'access.forbidden': 'no_permission',
  'project.cycle': 'cycle',
};

function presentExplanation({ fault, model, offered, message }: RefExplanation): WireResolvedRef {
  const nearest = Array.isArray(fault?.details.nearest) ? fault.details.nearest.map(String) : [];
  const [first] = nearest;
  const isAboutProject = fault?.code === 'ref.unknown_project' || fault?.code === 'ref.case_mismatch';
  return {
    outcome: fault ? (outcomes[fault.code] ?? 'model_unknown') : 'resolved',
    relation_name: model?.relation_name ?? null,
    environment: offered
      ? {
          id: offered.environment.id,
          name: offered.environment.name,
          deployment_type: offered.rule.startsWith('staging') ? 'staging' : 'production',
        }
      : null,
    publication: offered ? { generated_at: wireTimestamp(offered.generatedAt), digest: offered.digest } : null,
    rule: offered?.rule ?? '',
    message,
    nearest,
    line_to_change: isAboutProject && first !== undefined ? `dependencies.yml: - name: ${first}` : null,
  };
}

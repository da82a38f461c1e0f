/** How far an environment's set-up as an upload target is: the five steps from somebody's own dbt to a run in Weft, each told by what is there. */
import { callerOfServiceToken } from '@weft/domain/access/grant';
import { may } from '@weft/domain/access/model';
import type { ServiceToken } from '@weft/domain/identity/model';
import { listServiceTokens } from '@weft/domain/identity/service-tokens';
import { listUploads } from '@weft/domain/ingest/list-uploads';
import { readAccountMesh } from '@weft/domain/mesh/read-upstream';
import { getProject } from '@weft/domain/projects/get-project';
import type { Environment } from '@weft/domain/projects/model';
import { listRuns } from '@weft/domain/runs/list-runs';
import { listRunsOfUploads } from '@weft/domain/runs/runs-of-uploads';
import type { Host } from '@weft/host/host';
import type { WireChecklistStep, WireUploadChecklist } from '@weft/wire/weft/upload';

/** Whoever set up an upload sees the last few; what came before says nothing of how it is now. */
const uploadsLookedAt = 100;

export async function describeSetUp(host: Host, environment: Environment): Promise<WireUploadChecklist> {
  const uploads = (await listUploads(host, environment.id, { limit: uploadsLookedAt, offset: 0 })).items;
  const steps = await Promise.all([
    describePublicModels(host, environment),
    describeProject(host, environment),
    describeToken(host, environment),
    describeUploads(host, uploads),
    describeReview(host, environment),
  ]);
  const newest = uploads.find((upload) => upload.dbtVersion !== null);
  return { steps, oldest_dbt_version_problem: newest?.dbtVersion ? problemOfVersion(newest.dbtVersion) : null };
}

async function describePublicModels(host: Host, environment: Environment): Promise<WireChecklistStep> {
  const step = { key: 'public_models', title: 'Make models public (optional)', run_id: null } as const;
  const how = 'Set `access: public` on the models that other projects may use; it takes effect with the next dbt command that uploads.';
  if (environment.deploymentType === null)
    return {
      ...step,
      is_done: false,
      detail: `${environment.name} is neither production nor staging, so it offers nothing to other projects.`,
    };
  const publication = (await readAccountMesh(host, environment.accountId)).publications.get(environment.id);
  const count = publication?.publicModelCount ?? 0;
  if (count > 0) return { ...step, is_done: true, detail: `${counted(count, 'public model')} can be used by other projects.` };
  return { ...step, is_done: false, detail: publication ? `The last upload has no public model. ${how}` : how };
}

async function describeProject(host: Host, environment: Environment): Promise<WireChecklistStep> {
  const project = await getProject(host, environment.accountId, environment.projectId);
  const step = { key: 'project', title: 'Create a hybrid project', run_id: null } as const;
  if (project.kind === 'hybrid')
    return {
      ...step,
      is_done: true,
      detail: `${project.name} is a hybrid project; its uploads go to the environment ${environment.name}.`,
    };
  return { ...step, is_done: false, detail: `${project.name} is not a hybrid project: turn on Hybrid development in its settings.` };
}

async function describeToken(host: Host, environment: Environment): Promise<WireChecklistStep> {
  const step = { key: 'token', title: 'Create a service token', run_id: null } as const;
  const tokens = await listTokensThatMayUpload(host, environment);
  if (tokens.length === 0)
    return {
      ...step,
      is_done: false,
      detail: 'No service token may upload to this project yet: create one with Job Runner and Job Viewer.',
    };
  const hasBeenUsed = tokens.some((token) => token.lastUsedAt !== null);
  const found = tokens.length === 1 ? 'A service token' : `${tokens.length} service tokens`;
  return { ...step, is_done: true, detail: `${found} may upload to this project${hasBeenUsed ? '.' : ', but none was used yet.'}` };
}

async function listTokensThatMayUpload(host: Host, { accountId, projectId }: Environment): Promise<ServiceToken[]> {
  const tokens = await listServiceTokens(host, accountId);
  const mayUpload = await Promise.all(
    tokens.map(async (token) => may(await callerOfServiceToken(host, token), 'artifacts:upload', { accountId, projectId })),
  );
  return tokens.filter((token, position) => token.revokedAt === null && mayUpload[position]);
}

async function describeUploads(host: Host, uploads: Awaited<ReturnType<typeof listUploads>>['items']): Promise<WireChecklistStep> {
  const step = { key: 'configured', title: 'Configure dbt and upload artifacts' } as const;
  const accepted = uploads.find(({ state }) => state === 'accepted' || state === 'duplicate');
  const newest = uploads.find(({ state }) => state !== 'open' && state !== 'expired');
  const runs = await listRunsOfUploads(
    host,
    uploads.map(({ id }) => id),
  );
  if (accepted) {
    const command = accepted.command === null ? 'dbt command' : `\`dbt ${accepted.command}\``;
    return { ...step, is_done: true, detail: `The artifacts of a ${command} arrived.`, run_id: runs.get(accepted.id) ?? null };
  }
  if (newest?.state === 'rejected')
    return { ...step, is_done: false, detail: `The last upload was refused: ${newest.reasonMessage}`, run_id: runs.get(newest.id) ?? null };
  if (newest) return { ...step, is_done: false, detail: 'An upload is being taken in.', run_id: null };
  if (uploads.length > 0)
    return { ...step, is_done: false, detail: 'An upload was announced, but its artifacts have not arrived.', run_id: null };
  return {
    ...step,
    is_done: false,
    detail: 'Nothing has arrived yet: set the variables beside this list, then run any dbt command.',
    run_id: null,
  };
}

async function describeReview(host: Host, { accountId, id: environmentId }: Environment): Promise<WireChecklistStep> {
  const step = { key: 'reviewed', title: 'Review the run' } as const;
  const filter = { accountId, environmentId, causeCategory: 'ingest' };
  const newest = { order: { by: 'id', isDescending: true }, limit: 1, offset: 0 } as const;
  const [good] = (await listRuns(host, { ...filter, states: ['succeeded'] }, newest)).runs;
  if (good) return { ...step, is_done: true, detail: 'An uploaded run succeeded.', run_id: good.id };
  const [any] = (await listRuns(host, filter, newest)).runs;
  if (any) return { ...step, is_done: false, detail: 'No uploaded run has succeeded yet. Its page tells what went wrong.', run_id: any.id };
  return { ...step, is_done: false, detail: 'Each upload becomes a run; its page shows what dbt did.', run_id: null };
}

/** dbt Core uploads by itself from 1.10 on; what others send for older ones is read, but not everything in it can be relied on. */
function problemOfVersion(dbtVersion: string): string | null {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(dbtVersion) ?? [];
  if (Number(major) !== 1 || Number(minor) >= 10) return null;
  return `The last upload came from dbt ${dbtVersion}. dbt Core uploads artifacts from 1.10 on: upgrade it with \`pip install --upgrade "dbt-core>=1.10"\`.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

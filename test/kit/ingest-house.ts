/** A house with a hybrid project, and an uploader that does what dbt's does: announce, send, complete. */
import { Readable } from 'node:stream';
import type { Id } from '@weft/base/id';
import { createOwner } from '@weft/domain/identity/create-owner';
import { completeUpload } from '@weft/domain/ingest/complete-upload';
import { listUploads } from '@weft/domain/ingest/list-uploads';
import { openUpload } from '@weft/domain/ingest/open-upload';
import { receiveUpload } from '@weft/domain/ingest/receive-upload';
import type { UploadSummary } from '@weft/domain/ingest/store';
import { workUploads } from '@weft/domain/ingest/work-uploads';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { Environment, Project } from '@weft/domain/projects/model';
import { type House, openHouse } from './house.ts';
import { makeZip } from './make-zip.ts';

export interface IngestHouse extends House {
  readonly accountId: Id<'account'>;
  readonly project: Project;
  readonly production: Environment;
  readonly staging: Environment;
  /** A further project with a production environment. */
  addProject(name: string): Promise<{ project: Project; environment: Environment }>;
  announce(environment?: Environment): Promise<Announced>;
  /** Announces, sends and completes; answers the upload as it is once the queue is empty. */
  upload(files: Readonly<Record<string, object | string>>, environment?: Environment): Promise<UploadSummary>;
}

export interface Announced {
  readonly uploadId: Id<'upload'>;
  readonly secret: string;
  put(body: Buffer | Readable, options?: { readonly sizeBytes?: number | null }): Promise<void>;
  complete(): Promise<void>;
  summary(): Promise<UploadSummary>;
}

export async function openIngestHouse(options: { readonly at?: string } = {}): Promise<IngestHouse> {
  const house = await openHouse(options);
  const owner = { email: 'owner@example.com', password: 'correct horse battery', firstName: 'Own', lastName: 'Er' };
  const { account } = await createOwner(house, { accountName: 'Acme', ...owner }, async () => {});
  const accountId = account.id;
  const addEnvironment = (projectId: Id<'project'>, deploymentType: 'production' | 'staging') =>
    createEnvironment(house, { accountId, projectId, name: deploymentType, type: 'deployment', deploymentType });
  const project = await createProject(house, { accountId, name: 'Shop', kind: 'hybrid' });
  const production = await addEnvironment(project.id, 'production');
  const staging = await addEnvironment(project.id, 'staging');
  await workUploads(house);
  const announce = (environment = production) => announceIn(house, environment);
  return {
    ...house,
    ...{ accountId, project, production, staging, announce },
    async addProject(name) {
      const added = await createProject(house, { accountId, name, kind: 'hybrid' });
      return { project: added, environment: await addEnvironment(added.id, 'production') };
    },
    async upload(files, environment) {
      const announced = await announce(environment);
      await announced.put(zipOf(files));
      await announced.complete();
      await house.settle();
      return announced.summary();
    },
  };
}

export function zipOf(files: Readonly<Record<string, object | string>>): Buffer {
  return makeZip(Object.entries(files).map(([path, body]) => ({ path, body: typeof body === 'string' ? body : JSON.stringify(body) })));
}

async function announceIn(house: House, environment: Environment): Promise<Announced> {
  const { uploadId, secret } = await openUpload(house, { environment, createdBy: 'a token', jobIdHint: null });
  return {
    ...{ uploadId, secret },
    put: (body, { sizeBytes = null } = {}) =>
      receiveUpload(house, {
        uploadId,
        secret,
        sizeBytes,
        body: Buffer.isBuffer(body) ? Readable.from([body], { objectMode: false }) : body,
      }),
    complete: () => completeUpload(house, { environmentId: environment.id, uploadId }),
    async summary() {
      const { items } = await listUploads(house, environment.id);
      const found = items.find(({ id }) => id === uploadId);
      if (!found) throw new Error(`upload ${uploadId} is not listed`);
      return found;
    },
  };
}

/** Answers what one cross-project ref means in an environment of a consumer, or why it means nothing: one text for runs, the API and the screen. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { findDefinition } from '../ingest/find-definition.ts';
import { listEntries } from '../ingest/list-entries.ts';
import type { Consumer, OfferedPublication } from './get-publication.ts';
import { findPublicationFor, readPublication } from './get-publication.ts';
import type { PublicModel } from './make-publication.ts';
import type { MissingRef } from './missing-refs.ts';
import { findMissingRefs } from './missing-refs.ts';
import { readAccountMesh } from './read-upstream.ts';
import type { HiddenModel } from './resolve-ref.ts';
import { modelFault, resolveModel } from './resolve-ref.ts';
import { selectLastOffer } from './store.ts';

export interface RefExplanation {
  /** null: it resolves. */
  readonly fault: Fault | null;
  readonly model: PublicModel | null;
  /** Which environment of the upstream project answers, by which rule; null when none was chosen. */
  readonly offered: OfferedPublication | null;
  readonly message: string;
}

export async function explainRef(host: Host, consumer: Consumer, ref: MissingRef): Promise<RefExplanation> {
  try {
    const offered = await findPublicationFor(host, consumer, ref.project);
    const publication = await readPublication(host, offered.publicationId);
    const models = Object.values(publication.public_models);
    const hidden = await listHidden(host, offered.environment.id, new Set(models.map((model) => model.unique_id)));
    const resolution = resolveModel(ref.model, ref.version, models, hidden);
    if (resolution.outcome === 'resolved') {
      const { model } = resolution;
      const version = model.version === null ? '' : `, version ${model.version} of latest ${model.latest_version}`;
      return {
        fault: null,
        model,
        offered,
        message: `${model.relation_name}${version}: from the publication of ${offered.environment.name}. Rule: ${offered.rule}.`,
      };
    }
    const fault = await withHistory(host, consumer, ref, modelFault(ref.project, ref.model, ref.version, resolution));
    return { fault, model: null, offered, message: fault.message };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fault: error, model: null, offered: null, message: error.message };
  }
}

/** What to add to a failed dbt step: an explanation for each cross-project ref that it could not find. Refs inside the project itself are dbt's to explain. */
export async function explainMissingRefs(
  host: Host,
  consumer: Consumer,
  output: string,
  declared: readonly string[],
): Promise<readonly string[]> {
  const own = (await readAccountMesh(host, consumer.accountId)).projects.find(
    (project) => project.id === consumer.projectId,
  )?.dbtProjectName;
  const refs = findMissingRefs(output).filter((ref) => ref.project !== own);
  return Promise.all(
    refs.map(async (ref) => {
      const { message, fault } = await explainRef(host, consumer, ref);
      const isDeclared = declared.includes(ref.project);
      if (fault === null && !isDeclared)
        return `ref('${ref.project}', '${ref.model}'): the project ${ref.project} offers this model, but dependencies.yml does not name the project. Add "- name: ${ref.project}" under "projects:".`;
      return message;
    }),
  );
}

/** Models of the upstream's newest manifest that are not offered, with why. */
async function listHidden(host: Host, environmentId: Id<'environment'>, offered: ReadonlySet<string>): Promise<HiddenModel[]> {
  const definition = await findDefinition(host, environmentId);
  if (!definition) return [];
  const [models, disabled] = await Promise.all([
    listEntries(host, definition.versionId, { sections: ['nodes'], resourceTypes: ['model'] }),
    listEntries(host, definition.versionId, { sections: ['disabled'] }),
  ]);
  const hidden = models
    .filter((model) => !model.isExternal && !offered.has(model.uniqueId))
    .map(
      (model): HiddenModel => ({
        name: model.name ?? '',
        why:
          model.access === 'private'
            ? 'private'
            : model.materialized === 'ephemeral' && model.access === 'public'
              ? 'ephemeral'
              : 'protected',
      }),
    );
  return [...hidden, ...disabled.map((entry): HiddenModel => ({ name: entry.uniqueId.split('.')[2] ?? '', why: 'disabled' }))];
}

/** A model that used to be offered is told apart from one that never was. */
async function withHistory(host: Host, consumer: Consumer, ref: MissingRef, fault: Fault): Promise<Fault> {
  const mesh = await readAccountMesh(host, consumer.accountId);
  const upstream = mesh.projects.find((project) => project.dbtProjectName === ref.project);
  const environments = mesh.environments
    .filter((environment) => environment.projectId === upstream?.id)
    .map((environment) => environment.id);
  const last = await selectLastOffer(host.database.db, environments, ref.model);
  if (!last || fault.code === 'ref.version_missing') return fault;
  return new Fault(fault.kind, fault.code, `${fault.message} It was public until after ${last.generatedAt.toISOString()}.`, fault.details);
}

/** Advises on a project's place in the mesh: groups, access and contracts, the files that say so, and what splitting it would take. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getProject } from '../projects/get-project.ts';
import type { Environment } from '../projects/model.ts';
import type { SplitChoice } from './choose-split.ts';
import { chooseSplit, listSplitChoices } from './choose-split.ts';
import { divideProject } from './divide-project.ts';
import type { NodeBodies } from './load-node-bodies.ts';
import { openNodeBodies } from './load-node-bodies.ts';
import type { ProjectNode } from './project-graph.ts';
import { isModel } from './project-graph.ts';
import type { AccessAdvice } from './propose-access.ts';
import { proposeAccess } from './propose-access.ts';
import type { ContractAdvice } from './propose-contracts.ts';
import { proposeContracts } from './propose-contracts.ts';
import type { FileProposal, ModelChange } from './propose-files.ts';
import { proposeFiles } from './propose-files.ts';
import type { GroupsAdvice } from './propose-groups.ts';
import { proposeGroups } from './propose-groups.ts';
import type { SplitAdvice } from './propose-split.ts';
import { proposeSplit } from './propose-split.ts';
import type { AdviceSource } from './read-project-graph.ts';
import { findAdviceSource } from './read-project-graph.ts';

export interface MeshAdvice {
  readonly environment: Environment;
  readonly generatedAt: Date;
  readonly dbtProjectName: string;
  readonly groups: GroupsAdvice;
  readonly access: readonly AccessAdvice[];
  readonly contracts: readonly ContractAdvice[];
  /** Groups, access and contracts together, as each file would say it. */
  readonly files: readonly FileProposal[];
  readonly choices: readonly SplitChoice[];
  /** null: not asked for. */
  readonly split: SplitAdvice | null;
}

/**
 * null: the project has no manifest yet. `split`: a group or a folder, as `chooseSplit` reads it.
 * Faults: not_found `project.not_found`, `split.not_found`; invalid `split.whole_project`.
 */
export async function proposeMesh(
  host: Host,
  asked: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'>; readonly split: string | null },
): Promise<MeshAdvice | null> {
  const project = await getProject(host, asked.accountId, asked.projectId);
  const source = await findAdviceSource(host, project);
  if (!source) return null;
  const { graph, environment, definition } = source;
  const groups = proposeGroups(graph);
  const access = proposeAccess(graph, groups.groupOf);
  const bodies = await openNodeBodies(host, environment.id, source.entryIdOf);
  const contracts = proposeContracts(await publicModels(access, bodies), (model) => bodies.columnsOf(model));
  const changes = listChanges(access, groups, contracts);
  await bodies.loadPatchFiles(changes.map(({ model }) => model));
  const newGroups = groups.groups.filter(({ state }) => state === 'new').map(({ name }) => name);
  const patchFileOf = (model: ProjectNode) => bodies.patchFileOf(model);
  return {
    ...{ environment, groups, access, contracts, generatedAt: definition.generatedAt, dbtProjectName: graph.dbtProjectName },
    files: proposeFiles({ project: graph.dbtProjectName, newGroups, groupFiles: graph.groupFiles, changes, patchFileOf }),
    choices: listSplitChoices(graph, groups.groupOf),
    split: asked.split === null ? null : await split(source, bodies, chooseSplit(graph, groups.groupOf, asked.split)),
  };
}

async function publicModels(access: readonly AccessAdvice[], bodies: NodeBodies): Promise<ProjectNode[]> {
  const models = access.filter(({ proposed, model }) => proposed === 'public' && !model.isContractEnforced).map(({ model }) => model);
  await bodies.load(models);
  return models;
}

function listChanges(access: readonly AccessAdvice[], { groups }: GroupsAdvice, contracts: readonly ContractAdvice[]): ModelChange[] {
  const joining = new Map(groups.flatMap(({ name, added }) => added.map(({ uniqueId }) => [uniqueId, name] as const)));
  const contractOf = new Map(
    contracts.filter(({ problems }) => problems.length === 0).map((contract) => [contract.model.uniqueId, contract]),
  );
  return access
    .map(({ model, proposed }): ModelChange => {
      const group = joining.get(model.uniqueId) ?? null;
      return { model, group, access: proposed === model.access ? null : proposed, contract: contractOf.get(model.uniqueId) ?? null };
    })
    .filter((change) => change.group !== null || change.access !== null || change.contract !== null);
}

async function split(source: AdviceSource, bodies: NodeBodies, choice: SplitChoice): Promise<SplitAdvice> {
  const { graph, takenNames } = source;
  const division = divideProject(graph, new Set(choice.models.map(({ uniqueId }) => uniqueId)));
  const readers = division.crossings.map(({ reader }) => reader);
  const unitTests = readers.flatMap(({ uniqueId }) => (graph.readersOf.get(uniqueId) ?? []).filter(({ kind }) => kind === 'unit_test'));
  const parents = division.crossings.map(({ parent }) => parent).filter(isModel);
  await bodies.load([...readers, ...unitTests, ...parents]);
  await bodies.loadPatchFiles(parents);
  const contracts = new Map(
    proposeContracts([...new Set(parents)], (model) => bodies.columnsOf(model)).map((contract) => [contract.model.uniqueId, contract]),
  );
  return proposeSplit({
    ...{ graph, choice, division, takenNames },
    writtenRefsOf: (node) => bodies.writtenRefsOf(node),
    contractOf: (model) => contracts.get(model.uniqueId) ?? null,
    patchFileOf: (model) => bodies.patchFileOf(model),
  });
}

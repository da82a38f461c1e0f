/** Advice on a project's place in the mesh, for the web. */
import { idSchema } from '@weft/base/id';
import type { SplitChoice } from '@weft/domain/mesh/choose-split';
import { selectorOf } from '@weft/domain/mesh/choose-split';
import { labelOf } from '@weft/domain/mesh/project-graph';
import type { AccessAdvice } from '@weft/domain/mesh/propose-access';
import type { ContractAdvice } from '@weft/domain/mesh/propose-contracts';
import type { GroupAdvice } from '@weft/domain/mesh/propose-groups';
import type { MeshAdvice } from '@weft/domain/mesh/propose-mesh';
import { proposeMesh } from '@weft/domain/mesh/propose-mesh';
import type { SplitAdvice } from '@weft/domain/mesh/propose-split';
import { describeSplit } from '@weft/domain/mesh/propose-split';
import { getProject } from '@weft/domain/projects/get-project';
import { wireTimestamp } from '@weft/wire/envelope';
import type {
  WireAccessAdvice,
  WireContractAdvice,
  WireGroupAdvice,
  WireMeshAdvice,
  WireSplitAdvice,
  WireSplitChoice,
} from '@weft/wire/weft/mesh-advice';
import { z } from 'zod';
import { route } from '../kit/route.ts';

export const meshAdviceRoute = route({
  method: 'GET',
  path: '/api/weft/accounts/:accountId/projects/:projectId/mesh-advice/',
  needs: 'metadata:read',
  input: z.object({
    accountId: idSchema<'account'>(),
    projectId: idSchema<'project'>(),
    query: z.object({ split: z.string().min(1).max(1024).optional() }),
  }),
  scope: async (host, { accountId, projectId }) => (await getProject(host, accountId, projectId)).id,
  answer: async (host, { accountId, projectId, query }): Promise<WireMeshAdvice> => {
    const advice = await proposeMesh(host, { accountId, projectId, split: query.split ?? null });
    return advice ? presentAdvice(advice) : nothing((await getProject(host, accountId, projectId)).dbtProjectName);
  },
});

function nothing(dbtProjectName: string | null): WireMeshAdvice {
  const none = { groups: [], left_out: [], access: [], contracts: [], files: [], split_choices: [] };
  return { dbt_project_name: dbtProjectName, source: null, ...none, split: null };
}

function presentAdvice({
  environment,
  generatedAt,
  dbtProjectName,
  groups,
  access,
  contracts,
  files,
  choices,
  split,
}: MeshAdvice): WireMeshAdvice {
  return {
    dbt_project_name: dbtProjectName,
    source: { environment_id: environment.id, environment_name: environment.name, generated_at: wireTimestamp(generatedAt) },
    groups: groups.groups.map(presentGroup),
    left_out: groups.leftOut.map(({ folder, modelCount, reason }) => ({ folder, model_count: modelCount, reason })),
    access: access.map(presentAccess),
    contracts: contracts.map(presentContract),
    files,
    split_choices: choices.map(presentChoice),
    split: split ? presentSplit(split) : null,
  };
}

function presentGroup({
  name,
  state,
  added,
  modelCount,
  reason,
  refsInside,
  refsToOthers,
  refsByOthers,
  cohesion,
}: GroupAdvice): WireGroupAdvice {
  return {
    name,
    state,
    added: added.map(labelOf),
    model_count: modelCount,
    reason,
    refs_inside: refsInside,
    refs_to_others: refsToOthers,
    refs_by_others: refsByOthers,
    cohesion,
  };
}

function presentAccess({ model, group, proposed, verdict, reason }: AccessAdvice): WireAccessAdvice {
  const { uniqueId, file, access } = model;
  return { unique_id: uniqueId, name: labelOf(model), file, group, present: access, proposed, verdict, reason };
}

function presentContract({ model, columns, problems, notes }: ContractAdvice): WireContractAdvice {
  const wire = columns.map(({ name, dataType, isDeclared }) => ({ name, data_type: dataType, is_declared: isDeclared }));
  return { unique_id: model.uniqueId, name: labelOf(model), columns: wire, problems, notes };
}

function presentChoice({ kind, name, models }: SplitChoice): WireSplitChoice {
  return { value: selectorOf({ kind, name }), kind, name, model_count: models.length };
}

function presentSplit(split: SplitAdvice): WireSplitAdvice {
  const { choice, newProject, oldProject, circle } = split;
  const projectOn = { new: newProject, old: oldProject };
  return {
    value: selectorOf(choice),
    summary: describeSplit(split),
    new_project: newProject,
    old_project: oldProject,
    models: choice.models.map((model) => ({ unique_id: model.uniqueId, name: labelOf(model), file: model.file })),
    along: split.along,
    crossings: split.crossings.map(({ reader, parent, readerSide }) => ({
      reader: labelOf(reader),
      reader_kind: reader.kind,
      reader_project: projectOn[readerSide],
      parent: labelOf(parent),
      parent_kind: parent.kind,
      parent_project: projectOn[readerSide === 'new' ? 'old' : 'new'],
    })),
    offered: split.offered.map(({ model, side, readers, contract }) => ({
      unique_id: model.uniqueId,
      name: labelOf(model),
      project: projectOn[side],
      readers,
      present: model.access,
      contract,
    })),
    circle: circle && {
      message: circle.message,
      causes: circle.causes.map(labelOf),
      take_downstream: circle.takeDownstream.map(labelOf),
      take_upstream: circle.takeUpstream.map(labelOf),
    },
    refs: split.refs.map(({ file, reader, from, to }) => ({ file, reader: labelOf(reader), from, to })),
    consumers: split.consumers.map(({ projectName, models }) => ({ project: projectName, models: models.map(labelOf) })),
    problems: split.problems,
    files: split.files,
  };
}

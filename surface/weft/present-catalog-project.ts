/** Projects of the catalog in the wire's words, and one of them with its overview and findings. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { openApplied } from '@weft/domain/catalog/applied-nodes';
import { describeAccount, type ProjectSummary } from '@weft/domain/catalog/describe-account';
import { findOverview } from '@weft/domain/catalog/find-overview';
import { listFindings } from '@weft/domain/catalog/list-findings';
import { type GraphView, openGraph } from '@weft/domain/catalog/open-graph';
import type { Sight } from '@weft/domain/catalog/sight';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireCatalogProject, WireProjectCatalog } from '@weft/wire/weft/catalog';
import { presentNumber } from './present-node.ts';
import { presentProvenance } from './present-provenance.ts';

export async function presentProject(host: Host, caller: Caller, summary: ProjectSummary): Promise<WireCatalogProject> {
  const { project, health } = summary;
  return {
    id: project.id,
    name: project.name,
    dbt_project_name: project.dbtProjectName,
    kind: project.kind,
    is_readable: summary.isReadable,
    environment_id: summary.isReadable ? summary.environmentId : null,
    counts: Object.fromEntries(summary.counts),
    public_model_count: summary.publicModelCount,
    health: health && {
      ...{ ran: health.ran, failed: health.failed, tests: health.tests, sources: health.sources },
      ...{ described_count: health.describedCount, relation_count: health.relationCount },
      last_ran_at: health.lastRanAt && wireTimestamp(health.lastRanAt),
    },
    provenance: await presentProvenance(host, caller, summary.definedBy),
  };
}

const findingsMax = 500;

interface Question {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly view: GraphView;
  readonly sight: Sight;
}

export async function describeProject(host: Host, caller: Caller, question: Question): Promise<WireProjectCatalog> {
  const { accountId, projectId, view, sight } = question;
  const [graph, account] = await Promise.all([openGraph(host, accountId, view), describeAccount(host, { accountId, view, sight })]);
  const summary = account.projects.find(({ project }) => project.id === projectId);
  if (!summary) throw new Fault('not_found', 'project.not_found', `There is no project ${projectId} in this account.`);
  const environment = graph.environments.find((it) => it.projectId === projectId);
  const readable = graph.environments.flatMap((it) => (sight.isReadable(it.projectId) ? [it.environmentId] : []));
  const shown = { graph, applied: await openApplied(host, readable), sight };
  const isReadable = sight.isReadable(projectId);
  const findings = isReadable ? listFindings(shown, projectId, sight) : [];
  const counts: Record<string, number> = {};
  for (const { rule } of findings) counts[rule] = (counts[rule] ?? 0) + 1;
  return {
    ...(await presentProject(host, caller, summary)),
    overview: environment && isReadable ? await findOverview(host, environment.versionId, environment.dbtProjectName) : null,
    upstream: account.arrows.flatMap(({ from, to }) => (to === projectId ? [from] : [])),
    downstream: account.arrows.flatMap(({ from, to }) => (from === projectId ? [to] : [])),
    findings: findings
      .slice(0, findingsMax)
      .flatMap(({ rule, message, number }) => presentNumber(shown, number).map((node) => ({ rule, message, node }))),
    finding_counts: counts,
  };
}

/** Answers the publication that a consumer's cross-project refs read, or the reason why there is none. */
import { Fault } from '@weft/base/fault';
import { cycleThrough } from '@weft/base/graph';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Environment } from '../projects/model.ts';
import type { Publication } from './make-publication.ts';
import { publicationSchema } from './make-publication.ts';
import type { AccountMesh } from './read-upstream.ts';
import { readAccountMesh } from './read-upstream.ts';
import type { ConsumerKind, Place, UpstreamEnvironment } from './resolve-ref.ts';
import { projectFault, resolveProject } from './resolve-ref.ts';
import { selectPublicationBody } from './store.ts';

export interface Consumer {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly kind: ConsumerKind;
}

export interface OfferedPublication {
  readonly publicationId: Id<'publication'>;
  readonly upstreamProjectId: Id<'project'>;
  readonly environment: UpstreamEnvironment;
  readonly rule: string;
  /** Of what is offered, without when: the ETag. */
  readonly digest: string;
  readonly generatedAt: Date;
}

export function consumerKind(environment: Pick<Environment, 'type' | 'deploymentType'>): ConsumerKind {
  if (environment.type === 'development') return 'development';
  return environment.deploymentType ?? 'general';
}

/** Faults: those of the matrix (`ref.…`), and conflict `project.cycle`. */
export async function findPublicationFor(
  host: Host,
  consumer: Consumer,
  upstreamName: string,
  place: Place | null = null,
): Promise<OfferedPublication> {
  return findIn(await readAccountMesh(host, consumer.accountId), consumer, upstreamName, place);
}

export function findIn(mesh: AccountMesh, consumer: Consumer, upstreamName: string, place: Place | null): OfferedPublication {
  const own = mesh.projects.find((project) => project.id === consumer.projectId)?.dbtProjectName ?? null;
  requireNoCycle(mesh, own, upstreamName, place);
  const resolution = resolveProject(upstreamName, consumer.kind, mesh.upstream);
  if (resolution.outcome !== 'resolved') throw projectFault(resolution, place);
  const row = mesh.publications.get(resolution.environment.id);
  if (!row) throw new Error(`publication ${resolution.publicationId} vanished while it was looked at`);
  const { project, environment, publicationId, rule } = resolution;
  return { publicationId, upstreamProjectId: project.id, environment, rule, digest: row.digest, generatedAt: row.generatedAt };
}

function requireNoCycle(mesh: AccountMesh, own: string | null, upstreamName: string, place: Place | null): void {
  if (own === null) return;
  const arrows = new Map([...mesh.arrows, [own, [upstreamName]]]);
  const cycle = cycleThrough(own, arrows);
  if (!cycle) return;
  const at = place ? `${place.file}:${place.line}: ` : '';
  const told =
    own === upstreamName
      ? `${own} lists itself as a project that it depends on`
      : `these projects depend on each other: ${cycle.join(' → ')}`;
  throw new Fault(
    'conflict',
    'project.cycle',
    `${at}A project dependency cycle: ${told}. Take one of these dependencies away; which one is a question of who should own the data.`,
    { cycle },
  );
}

/** Bodies never change under their id, so a few of each database are kept in memory: consumers ask again and again. */
const bodiesOf = new WeakMap<Host['database'], Map<Id<'publication'>, Buffer>>();
const bodiesMax = 32;

/** The publication artifact v1 as JSON, encoded once: megabytes that are sent as they are. */
export async function readPublicationBody(host: Host, publicationId: Id<'publication'>): Promise<Buffer> {
  const bodies = bodiesOf.get(host.database) ?? new Map<Id<'publication'>, Buffer>();
  bodiesOf.set(host.database, bodies);
  const known = bodies.get(publicationId);
  if (known !== undefined) return known;
  const text = await selectPublicationBody(host.database.db, publicationId);
  if (text === null) throw new Fault('not_found', 'publication.not_found', `There is no publication ${publicationId}.`);
  const body = Buffer.from(text);
  const [oldest] = bodies.keys();
  if (bodies.size >= bodiesMax && oldest !== undefined) bodies.delete(oldest);
  bodies.set(publicationId, body);
  return body;
}

export async function readPublication(host: Host, publicationId: Id<'publication'>): Promise<Publication> {
  return publicationSchema.parse(JSON.parse((await readPublicationBody(host, publicationId)).toString('utf8')));
}

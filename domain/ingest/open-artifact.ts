/** Gives out the artifacts of an invocation: as they were kept, the manifest put together again. */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Id } from '@weft/base/id';
import { joinManifest, type StoredEntry } from '@weft/dbt/artifacts/join-manifest';
import type { Host } from '@weft/host/host';
import { getInvocation } from './get-invocation.ts';
import { entryIdsOf, getStateVersion } from './list-entries.ts';
import { readEntryBodies } from './read-entry-bodies.ts';
import { loadEntries } from './recall-entries.ts';
import { type Artifact, selectArtifacts, selectManifestHead } from './store-invocations.ts';

export interface ManifestChoice {
  /** `strip`: without models that another project put there, as a manifest for deferral must be. Default `keep`. */
  readonly external?: 'keep' | 'strip';
}

/** By name. */
export function listArtifacts(host: Host, invocationId: Id<'invocation'>): Promise<Artifact[]> {
  return selectArtifacts(host.database.db, invocationId);
}

/** null: this invocation left no such file. `name` is dbt's, such as `run_results.json`. */
export async function openArtifact(
  host: Host,
  invocationId: Id<'invocation'>,
  name: string,
  choice: ManifestChoice = {},
): Promise<Readable | null> {
  const artifact = (await listArtifacts(host, invocationId)).find((each) => each.name === name);
  if (!artifact) return null;
  if (artifact.blobKey === null) return openManifest(host, invocationId, choice);
  const stored = await host.blobs.stream(artifact.blobKey);
  if (stored === null) throw new Error(`the blob ${artifact.blobKey} is missing`);
  // Not `pipe`: a reader who goes away early must close the file too. Either's error reaches the reader by the stream that is answered.
  return pipeline(stored, createGunzip(), () => {});
}

async function openManifest(host: Host, invocationId: Id<'invocation'>, { external = 'keep' }: ManifestChoice): Promise<Readable | null> {
  const [invocation, head] = await Promise.all([getInvocation(host, invocationId), selectManifestHead(host.database.db, invocationId)]);
  if (invocation.stateVersionId === null || head === null) return null;
  const createdAt = invocation.generatedAt.getTime() / 1000;
  const entries = streamEntries(host, invocation.stateVersionId);
  return Readable.from(joinManifest(head.metadata, entries, { createdAt, external }), { objectMode: false });
}

/** So many bodies are in memory at once: some megabytes. */
const entriesAtOnce = 512;

async function* streamEntries(host: Host, versionId: Id<'stateVersion'>): AsyncGenerator<StoredEntry, void> {
  const ids = entryIdsOf(await getStateVersion(host, versionId));
  for (let from = 0; from < ids.length; from += entriesAtOnce) {
    const some = ids.subarray(from, from + entriesAtOnce);
    const entries = await loadEntries(host, some, null);
    const bodies = await readEntryBodies(
      host,
      [...entries.values()].map(({ id }) => id),
    );
    for (const id of some) {
      const entry = entries.get(id);
      const body = entry && bodies.get(entry.id);
      if (!entry || !body) throw new Error(`the entry ${id} of state version ${versionId} is missing`);
      const { section, uniqueId: key, dependsOn, group, isExternal, name } = entry;
      yield { section, key, body, facts: { dependsOn, group, isExternal, name: name ?? key } };
    }
  }
}

/** Reaction to accepted artifacts: makes what is new in them ready for the catalog. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getInvocation } from '../ingest/get-invocation.ts';
import { getEnvironment } from '../projects/environments.ts';
import { writeDocuments } from './write-documents.ts';

/** Safe to run twice, and late. What CI made is in no catalog. */
export async function catalogAcceptedState(
  host: Host,
  news: { readonly accountId: Id<'account'>; readonly environmentId: Id<'environment'>; readonly invocationId: Id<'invocation'> },
): Promise<void> {
  const invocation = await getInvocation(host, news.invocationId);
  if (invocation.stateVersionId === null || invocation.isCi) return;
  const environment = await getEnvironment(host, news.accountId, news.environmentId);
  if (environment.deploymentType === null) return;
  await writeDocuments(host, invocation.stateVersionId);
}

/** Where what the catalog shows comes from, as far as the caller may read runs. */
import { type Caller, may } from '@weft/domain/access/model';
import { getUpload } from '@weft/domain/ingest/list-uploads';
import type { Invocation } from '@weft/domain/ingest/model';
import { findRunOfInvocation } from '@weft/domain/runs/list-runs';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireProvenance } from '@weft/wire/weft/catalog';

export async function presentProvenance(host: Host, caller: Caller, invocation: Invocation | null): Promise<WireProvenance | null> {
  if (invocation === null) return null;
  const { accountId, projectId, source } = invocation;
  const isReader = may(caller, 'runs:read', { accountId, projectId });
  const run = isReader ? await findRunOfInvocation(host, accountId, invocation.id) : null;
  const uploader = source.kind === 'upload' ? (await getUpload(host, source.uploadId)).createdBy : null;
  return {
    generated_at: wireTimestamp(invocation.generatedAt),
    dbt_version: invocation.dbtVersion,
    adapter_type: invocation.adapterType,
    // As it was typed it may hold variables' values.
    command: invocation.command,
    by: uploader ?? run?.trigger.cause ?? null,
    is_upload: source.kind === 'upload',
    run_id: run?.id ?? null,
    git_branch: run?.gitBranch ?? run?.trigger.gitBranch ?? null,
    git_sha: run?.gitSha ?? run?.trigger.gitSha ?? null,
  };
}

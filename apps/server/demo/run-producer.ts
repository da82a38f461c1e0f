/** Plays the central team: an unmodified dbt Core in its own folder and venv that knows Weft only by the uploader's four variables. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { grantServiceToken } from '@weft/domain/access/grant';
import { createServiceToken, listServiceTokens, revokeServiceToken } from '@weft/domain/identity/service-tokens';
import { listUploads } from '@weft/domain/ingest/list-uploads';
import type { Environment } from '@weft/domain/projects/model';
import type { Venv } from '@weft/engine/venv/provision-venv';
import { systemEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { runTool } from '@weft/host/process';

const minute = 60_000;

export async function loadTpch(host: Host, input: { venv: Venv; demoFolder: string; warehouse: string; scale: string }): Promise<void> {
  await mkdir(host.paths.warehouses, { recursive: true });
  const args = [join(input.demoFolder, 'load_tpch.py'), '--database', input.warehouse, '--scale', input.scale];
  const result = await runTool(input.venv.python, args, {
    cwd: host.paths.home,
    env: systemEnvironment(),
    timeoutMilliseconds: 10 * minute,
  });
  if (result.exitCode !== 0) throw new Error(`loading TPC-H failed: ${lastLines(result.stdout + result.stderr)}`);
}

export interface ProducerInput {
  readonly venv: Venv;
  readonly demoFolder: string;
  readonly warehouse: string;
  readonly place: string;
  readonly environment: Environment;
  readonly tenantHostname: string;
  readonly say: (line: string) => void;
}

const commands = [['build'], ['source', 'freshness'], ['docs', 'generate']] as const;

/** Each command uploads by itself, as for anybody who has set the variables. */
export async function runProducer(host: Host, input: ProducerInput): Promise<void> {
  const { environment, venv, place, say } = input;
  const project = join(place, 'foundational_project');
  await cp(join(input.demoFolder, 'foundational_project'), project, { recursive: true });
  const env = { ...systemEnvironment(), ...uploadVariables(host, input, await makeToken(host, environment)) };
  for (const command of commands) {
    const text = `dbt ${command.join(' ')}`;
    const result = await runTool(join(venv.folder, 'bin', 'dbt'), [...command], {
      cwd: project,
      env,
      timeoutMilliseconds: 10 * minute,
    });
    const output = result.stdout + result.stderr;
    if (result.exitCode !== 0) throw new Error(`\`${text}\` of the demo's producer failed: ${lastLines(output)}`);
    if (!output.includes('Artifacts uploaded successfully'))
      throw new Error(`\`${text}\` of the demo's producer did not upload: ${lastLines(output)}`);
    say(`demo: \`${text}\` uploaded its artifacts`);
  }
  await untilAccepted(host, environment);
}

function uploadVariables(host: Host, { environment, tenantHostname, warehouse }: ProducerInput, token: string): Record<string, string> {
  return {
    DBT_CLOUD_ACCOUNT_ID: String(environment.accountId),
    DBT_CLOUD_ENVIRONMENT_ID: String(environment.id),
    DBT_CLOUD_TOKEN: token,
    DBT_UPLOAD_TO_ARTIFACTS_INGEST_API: 'True',
    DBT_WEFT_TENANT_HOSTNAME: tenantHostname,
    DBT_WEFT_DEMO_DUCKDB: warehouse,
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
    ...(host.trust.bundleFile === null ? {} : { REQUESTS_CA_BUNDLE: host.trust.bundleFile }),
  };
}

/** Its secret is known to nobody once the process ends, so a demo that goes on needs a new one. */
async function makeToken(host: Host, environment: Environment): Promise<string> {
  const { accountId, projectId } = environment;
  const name = 'Demo: central team uploads';
  for (const token of await listServiceTokens(host, accountId))
    if (token.name === name) await revokeServiceToken(host, accountId, token.id);
  const { secret } = await createServiceToken(host, { accountId, name, createdBy: 'the demo' }, (tx, token) =>
    grantServiceToken(tx, token.id, [
      { accountId, permissionSet: 'job_runner', projectId },
      { accountId, permissionSet: 'job_viewer', projectId },
    ]),
  );
  host.scrubber.add(secret);
  return secret;
}

/** Answers come before processing: what is built on the upload must wait for it. */
async function untilAccepted(host: Host, environment: Environment): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { items: uploads } = await listUploads(host, environment.id);
    if (!uploads.some((upload) => upload.state === 'open' || upload.state === 'received' || upload.state === 'completed')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the uploads of the demo were not accepted within a minute');
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-12).join('\n');
}

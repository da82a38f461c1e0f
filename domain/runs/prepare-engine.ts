/** The second step: the profile that leads into the warehouse, and the engine of the version that the environment names. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProfileOutput } from '@weft/dbt/profiles/render-profile';
import { renderProfile } from '@weft/dbt/profiles/render-profile';
import { provisionVenv, type Venv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment, provisioningSecrets } from '@weft/host/config';
import { createScrubber } from '@weft/host/scrub';
import type { StepFrame } from './carry-out-step.ts';
import type { RunSite } from './run-site.ts';
import type { StepLog } from './step-log.ts';
import { updateRunFacts } from './store.ts';

/** Of a project that names none in its dbt_project.yml. */
export const fallbackProfile = 'weft';

/** Faults: those of `provisionVenv`. */
export async function prepareEngine({ host, run }: StepFrame, site: RunSite, profileName: string, log: StepLog): Promise<Venv> {
  const output = describeTarget(site, run.plan);
  await mkdir(site.folders.profiles, { recursive: true });
  const text = renderProfile({ profileName, targetName: run.plan.targetName, output });
  await writeFile(join(site.folders.profiles, 'profiles.yml'), text, { mode: 0o600 });
  log.say(`Profile ${profileName}, target ${run.plan.targetName}: ${sayTarget(output)}`);
  const hidden = createScrubber(provisioningSecrets());
  const venv = await provisionVenv({
    paths: host.paths,
    engineVersion: run.plan.dbtVersion ?? site.environment.dbtVersion,
    adapters: [site.connection.adapter],
    environment: provisioningEnvironment(),
    log: host.log,
    onProgress: (line) => log.say(hidden.scrub(line)),
  });
  log.say(`dbt Core ${venv.coreVersion} with ${venv.adapters.join(', ')}`);
  await updateRunFacts(host.database.db, run.id, { dbtVersion: venv.coreVersion });
  return venv;
}

function describeTarget(site: RunSite, plan: { readonly threads: number; readonly schemaOverride: string | null }): ProfileOutput {
  const { connection, credential } = site;
  const schema = plan.schemaOverride ?? credential.targetSchema;
  const { threads } = plan;
  if (connection.adapter === 'duckdb') return { type: 'duckdb', path: connection.config.path, schema, threads };
  const { hostname, port, dbname, sslmode } = connection.config;
  return { type: 'postgres', host: hostname, port, dbname, sslmode, user: credential.username ?? '', schema, threads };
}

function sayTarget(output: ProfileOutput): string {
  const where = output.type === 'duckdb' ? output.path : `${output.host}:${output.port}/${output.dbname} as ${output.user}`;
  return `${output.type} ${where}, schema ${output.schema}, ${output.threads === 1 ? '1 thread' : `${output.threads} threads`}`;
}

/** The second step: the profile that leads into the warehouse, and the engine of the version that the environment names. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  const { target } = site;
  const { output } = target.describe({ schema: run.plan.schemaOverride, threads: run.plan.threads });
  await mkdir(site.folders.profiles, { recursive: true });
  const text = renderProfile({ profileName, targetName: run.plan.targetName, output, over: target.over });
  await writeFile(join(site.folders.profiles, 'profiles.yml'), text, { mode: 0o600 });
  log.say(
    `Profile ${profileName}, target ${run.plan.targetName}: ${target.say({ schema: run.plan.schemaOverride, threads: run.plan.threads })}`,
  );
  for (const warning of target.warnings) log.say(warning);
  const hidden = createScrubber(provisioningSecrets());
  const venv = await provisionVenv({
    paths: host.paths,
    engineVersion: run.plan.dbtVersion ?? site.environment.dbtVersion,
    adapters: [target.connection.adapter],
    environment: provisioningEnvironment(),
    log: host.log,
    onProgress: (line) => log.say(hidden.scrub(line)),
  });
  log.say(`dbt Core ${venv.coreVersion} with ${venv.adapters.join(', ')}`);
  await updateRunFacts(host.database.db, run.id, { dbtVersion: venv.coreVersion });
  return venv;
}

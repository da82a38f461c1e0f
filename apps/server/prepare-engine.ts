/** Provisions the default engine while Weft already serves; `/readyz` tells how far it is. */
import { messageOf } from '@weft/base/fault';
import type { Workers } from '@weft/domain/runs/start-workers';
import { provisionVenv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import type { Readiness } from '@weft/surface/weft/health';

/** A warm engine makes the first run as quick as the next; nobody waits for it. */
export function prepareEngine(host: Host, workers: Workers): Readiness {
  let problem: string | null = 'The default engine (dbt Core, track latest, for DuckDB) is being provisioned.';
  provisionVenv({
    paths: host.paths,
    engineVersion: 'latest',
    adapters: ['duckdb'],
    environment: provisioningEnvironment(),
    log: host.log,
  }).then(
    (venv) => {
      problem = null;
      workers.prepare(venv).catch((error: unknown) => host.log.warn('engine.not_warm', { reason: messageOf(error) }));
    },
    (error: unknown) => {
      problem = `The default engine could not be provisioned: ${messageOf(error)} It is tried again by the next run.`;
      host.log.error('engine.not_provisioned', { reason: messageOf(error) });
    },
  );
  return { name: 'engine', check: async () => problem };
}

/** Puts the publications that a project's run reads into a folder, one `<project>.json` each: the platform's side of DBT_CLOUD_PUBLICATIONS_DIR. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import type { Consumer } from './get-publication.ts';
import { findIn, readPublicationBody } from './get-publication.ts';
import { readAccountMesh } from './read-upstream.ts';
import { replaceDependencies } from './store.ts';

/** A line of dependencies.yml. */
export interface DeclaredUpstream {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface WrittenPublication {
  readonly upstreamName: string;
  readonly environmentName: string;
  readonly rule: string;
  readonly generatedAt: Date;
  readonly file: string;
}

/**
 * All of them or a fault that names every one that failed; also notes who depends on whom, so that the mesh shows it before the first success.
 * A cycle is refused before it is noted.
 */
export async function writePublications(
  host: Host,
  consumer: Consumer,
  upstream: readonly DeclaredUpstream[],
  folder: string,
): Promise<readonly WrittenPublication[]> {
  const mesh = await readAccountMesh(host, consumer.accountId);
  const faults: Fault[] = [];
  const found = upstream.flatMap((declared) => {
    try {
      return [{ declared, offered: findIn(mesh, consumer, declared.name, declared) }];
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
      return [];
    }
  });
  const isCircular = faults.some((fault) => fault.code === 'project.cycle');
  const names = upstream.map((declared) => declared.name);
  if (!isCircular) await host.database.transaction((tx) => replaceDependencies(tx, consumer.projectId, names, host.clock.now()));
  const [first] = faults;
  if (first)
    throw faults.length === 1 ? first : new Fault(first.kind, first.code, faults.map((fault) => fault.message).join('\n'), first.details);
  await mkdir(folder, { recursive: true });
  return Promise.all(
    found.map(async ({ declared, offered }) => {
      const file = join(folder, `${declared.name}.json`);
      await writeFile(file, await readPublicationBody(host, offered.publicationId));
      return {
        upstreamName: declared.name,
        environmentName: offered.environment.name,
        rule: offered.rule,
        generatedAt: offered.generatedAt,
        file,
      };
    }),
  );
}

/** The catalog as a zip of files that any web server can serve. */
import { Readable } from 'node:stream';
import { idSchema } from '@weft/base/id';
import { type ZippedFile, zipFiles } from '@weft/base/zip-stream';
import { type Export, gatherExport, readPages } from '@weft/domain/governance/gather-export';
import { getAccount } from '@weft/domain/identity/get-account';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { Bare, route } from '../kit/route.ts';
import { sightOf } from './catalog.ts';
import { nodePage, type SearchLine, searchIndex, searchLine, sharedPages } from './export-pages.ts';

const projectId = idSchema<'project'>();

export const catalogExportRoute = route({
  method: 'GET',
  path: '/api/weft/accounts/:accountId/catalog-export/',
  summary: 'The catalog as files for a web server',
  needs: 'metadata:read',
  isList: true,
  input: z.object({
    accountId: idSchema<'account'>(),
    /** Repeated: these projects as a whole. Left out: the public models of all. */
    query: z.object({ project_id: z.union([projectId.transform((id) => [id]), z.array(projectId).max(1000)]).optional() }),
  }),
  answer: async (host, { accountId, query }, { caller, reply }) => {
    const [account, gathered] = await Promise.all([
      getAccount(host, accountId),
      gatherExport(host, { accountId, sight: sightOf(caller, accountId), projectIds: query.project_id ?? null }),
    ]);
    const at = host.clock.now();
    void reply.header('content-type', 'application/zip');
    void reply.header('content-disposition', `attachment; filename="catalog-${at.toISOString().slice(0, 10)}.zip"`);
    return new Bare(200, Readable.from(zipFiles(filesOf(host, gathered, account.name, at), at), { objectMode: false }));
  },
});

async function* filesOf(host: Host, gathered: Export, accountName: string, at: Date): AsyncGenerator<ZippedFile, void> {
  yield* sharedPages(gathered, accountName, at);
  const lines: SearchLine[] = [];
  for await (const it of readPages(host, gathered)) {
    lines.push(searchLine(it, gathered.projects));
    yield nodePage(it, gathered.projects);
  }
  yield searchIndex(lines);
}

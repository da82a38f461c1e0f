/** How long after a large project's upload its models are found, are in the lineage and have their columns, and how other requests fare meanwhile. */
import { join } from 'node:path';
import { z } from 'zod';
import { askSteadily } from './ask-steadily.ts';
import { findProgress } from './fill-account.ts';
import { generateUpload } from './generate-manifest.ts';
import { makeHome, type Places, withFolder } from './places.ts';
import { modelName } from './plan-project.ts';
import { json, makeHybridProject, upload } from './producer.ts';
import { digits, figure, limitRow, percentile, type Row } from './row.ts';
import { startWeft, type WeftProcess } from './weft-process.ts';

const perSecond = 20;
const idleSeconds = 10;
const secondsMax = 600;
const everyMilliseconds = 100;
/** What a page asks of the account: small, and answered from the database. */
const otherPath = '/api/v3/accounts/1/projects/';
const listSchema = z.object({ data: z.object({ total_count: z.number() }) });
const lineageSchema = z.object({ data: z.object({ named_count: z.number() }) });

export async function measureCatalogFresh(places: Places, models = 10_000): Promise<readonly Row[]> {
  return withFolder('catalog-fresh', async (folder) => {
    const zip = join(folder, 'upload.zip');
    await generateUpload({ models, seed: 1, changedShare: 0, file: zip });
    const last = modelName({ models, seed: 1, publicShare: 0.28, changedShare: 0 }, models - 1);
    const weft = await startWeft({ root: places.root, home: makeHome(places, folder) });
    try {
      const { environmentId } = await makeHybridProject(weft, 'Generated');
      const idle = await askSteadily(weft, { path: otherPath, perSecond, isOver: (sent) => sent >= idleSeconds * perSecond });
      const uploadedAt = await upload(weft, environmentId, zip);
      let isDone = false;
      const meanwhile = askSteadily(weft, { path: otherPath, perSecond, isOver: () => isDone });
      try {
        const searchable = await untilTrue(uploadedAt, () => isFound(weft, last));
        const inLineage = await untilTrue(uploadedAt, () => isInLineage(weft, last));
        const columns = await untilTrue(uploadedAt, () => areColumnsDone(weft, environmentId, models));
        isDone = true;
        return rowsOf({ models, searchable, inLineage, columns, idle, meanwhile: await meanwhile });
      } finally {
        isDone = true;
        await meanwhile.catch(() => {});
      }
    } finally {
      await weft.stop();
    }
  });
}

async function isFound(weft: WeftProcess, model: string): Promise<boolean> {
  const answer = await weft.ask('GET', `/api/weft/accounts/1/catalog/nodes/?q=${model}&limit=1`);
  return listSchema.parse(json(answer)).data.total_count > 0;
}

async function isInLineage(weft: WeftProcess, model: string): Promise<boolean> {
  const answer = await weft.ask('GET', `/api/weft/accounts/1/lineage/?select=${encodeURIComponent(`1+${model}`)}`);
  return lineageSchema.parse(json(answer)).data.named_count > 1;
}

async function areColumnsDone(weft: WeftProcess, environmentId: number, models: number): Promise<boolean> {
  const progress = await findProgress(weft, environmentId);
  if (progress === null || progress.finished_at === null) return false;
  if (progress.node_count < models) throw new Error(`only ${progress.node_count} nodes have columns`);
  return true;
}

/** In seconds. */
async function untilTrue(from: number, isTrue: () => Promise<boolean>): Promise<number> {
  while (!(await isTrue())) {
    if (performance.now() - from > secondsMax * 1000) throw new Error(`it was not so after ${secondsMax} s`);
    await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
  }
  return (performance.now() - from) / 1000;
}

interface Measured {
  readonly models: number;
  readonly searchable: number;
  readonly inLineage: number;
  readonly columns: number;
  readonly idle: readonly number[];
  readonly meanwhile: readonly number[];
}

function rowsOf({ models, searchable, inLineage, columns, idle, meanwhile }: Measured): readonly Row[] {
  const name = 'catalog-fresh';
  const p95 = (times: readonly number[]) => `p95 ${digits(percentile(times, 95))} ms (median ${digits(percentile(times, 50))} ms)`;
  const uploaded = `upload of ${models.toLocaleString('en')} models`;
  return [
    limitRow({
      ...{ name, what: `${uploaded}: all there to found by search and in the lineage`, atMost: 10 },
      ours: figure(inLineage, 's'),
      detail: `found after ${digits(searchable)} s`,
    }),
    limitRow({
      ...{ name, what: `${uploaded}: all there to columns of every model known`, atMost: 60 },
      ours: figure(columns, 's'),
      detail: `meanwhile ${perSecond} requests/s for the list of projects: ${p95(meanwhile)}; before: ${p95(idle)}`,
    }),
  ];
}

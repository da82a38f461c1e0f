/** A built Weft whose account holds an invented account's projects: uploaded as by their teams, and waited for until nothing is left to do. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type InventedAccount, projectNameOf, writeProject } from './invent-account.ts';
import { json, makeHybridProject, upload } from './producer.ts';
import type { WeftProcess } from './weft-process.ts';

const progressSchema = z.object({
  data: z.object({ node_count: z.number(), started_at: z.string(), finished_at: z.string().nullable() }).nullable(),
});
const settledSecondsMax = 900;
const quietSeconds = 3;

export async function fillAccount(weft: WeftProcess, account: InventedAccount, folder: string): Promise<void> {
  const environments: number[] = [];
  for (let project = 0; project < account.size.projects; project++) {
    const zip = join(folder, `${projectNameOf(project)}.zip`);
    await writeProject(account, project, zip);
    const { environmentId } = await makeHybridProject(weft, projectNameOf(project));
    await upload(weft, environmentId, zip);
    await rm(zip);
    environments.push(environmentId);
  }
  await untilSettled(weft, environments);
}

/** Columns come last, and come again where an upstream project's have changed: settled is what stays finished for a while. */
async function untilSettled(weft: WeftProcess, environments: readonly number[]): Promise<void> {
  const from = performance.now();
  for (let before = ''; ; ) {
    const told = await Promise.all(environments.map((environment) => findProgress(weft, environment)));
    const isFinished = told.every((progress) => progress !== null && progress.finished_at !== null);
    if (isFinished && JSON.stringify(told) === before) return;
    before = JSON.stringify(told);
    if (performance.now() - from > settledSecondsMax * 1000) throw new Error(`the columns were not done: ${before}`);
    await new Promise((resolve) => setTimeout(resolve, quietSeconds * 1000));
  }
}

export async function findProgress(weft: WeftProcess, environment: number) {
  return progressSchema.parse(json(await weft.ask('GET', `/api/weft/accounts/1/environments/${environment}/column-progress/`))).data;
}

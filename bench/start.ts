/** Seconds from `npm start` to the first answer of `/healthz`, on a home where the demo is done. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeHome, type Places, withFolder } from './places.ts';
import { limitRow, medianOf, type Row } from './row.ts';
import { startWeft, type WeftProcess } from './weft-process.ts';

const starts = 5;
const demoSecondsMax = 900;

export async function measureStart(places: Places): Promise<readonly Row[]> {
  return withFolder('start', async (folder) => {
    const given = { root: places.root, home: makeHome(places, folder), isDemo: true, isByNpm: true };
    await finishDemo(await startWeft(given), given.home);
    const seconds: number[] = [];
    for (let count = 0; count < starts; count++) {
      const weft = await startWeft(given);
      seconds.push(weft.startSeconds);
      await weft.stop();
    }
    const what = 'second `npm start` to /healthz';
    return [limitRow({ name: 'start', what, ours: medianOf(seconds, 's'), atMost: 3, detail: 'npm itself included; the demo is done' })];
  });
}

async function finishDemo(weft: WeftProcess, home: string): Promise<void> {
  try {
    for (let tries = 0; !existsSync(join(home, 'demo', 'done')); tries++) {
      if (tries > demoSecondsMax * 10 || weft.output().includes('demo.failed'))
        throw new Error(`the demo did not finish:\n${weft.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await weft.stop();
  }
}

/** How fast Weft answers a large project's publication over a kept connection on loopback, whole and as "not modified". */
import { join } from 'node:path';
import { generateUpload } from './generate-manifest.ts';
import { makeHome, type Places, withFolder } from './places.ts';
import { makeProducer } from './producer.ts';
import { type Figure, figure, limitRow, percentile, type Row } from './row.ts';
import { type Ask, startWeft, type WeftProcess } from './weft-process.ts';

const requests = 200;
const warmUps = 10;

export async function measurePublication(places: Places, models = 10_000): Promise<readonly Row[]> {
  return withFolder('publication', async (folder) => {
    const zip = join(folder, 'upload.zip');
    const { publicModels } = await generateUpload({ models, seed: 1, changedShare: 0, file: zip });
    const weft = await startWeft({ root: places.root, home: makeHome(places, folder) });
    try {
      const { publicationPath } = await makeProducer(weft, zip, 'generated');
      const first = await weft.ask('GET', publicationPath);
      const headers = { 'if-none-match': String(first.headers.etag) };
      const whole = await ask(weft, publicationPath, 200, {});
      const unchanged = await ask(weft, publicationPath, 304, { headers });
      const nothing = await ask(weft, '/healthz', 200, {});
      const size = `${publicModels} public models, ${(first.body.length / 1e6).toFixed(1)} MB; ${requests} requests, one after the other`;
      const name = 'publication';
      return [
        limitRow({ name, what: 'whole answer, p95', ours: p95(whole), atMost: 20, detail: size }),
        limitRow({
          name,
          what: 'answer 304, p95',
          ours: p95(unchanged),
          atMost: 5,
          detail: `${requests} requests with the known ETag; of /healthz: p95 ${p95(nothing).text}`,
        }),
      ];
    } finally {
      await weft.stop();
    }
  });
}

async function ask(weft: WeftProcess, path: string, expected: number, given: Ask): Promise<number[]> {
  const times: number[] = [];
  for (let count = -warmUps; count < requests; count++) {
    const { status, milliseconds } = await weft.ask('GET', path, given);
    if (status !== expected) throw new Error(`the publication was answered with ${status}`);
    if (count >= 0) times.push(milliseconds);
  }
  return times;
}

function p95(times: readonly number[]): Figure {
  const value = figure(percentile(times, 95), 'ms');
  return { ...value, text: `${value.text} (median ${figure(percentile(times, 50), 'ms').text})` };
}

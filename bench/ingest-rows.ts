/** The rows of the ingest benchmark: manifests of 10,000 models, a few times over; once with all results of a build; and one that JSON.parse cannot read. */
import { type IngestFigures, measureIngest, type UploadFigures } from './ingest.ts';
import type { Places } from './places.ts';
import { digits, figure, limitRow, medianOf, type Row, ratioRow } from './row.ts';

const rounds = 3;
const name = 'ingest';

export async function measureIngestRows({ root, dist }: Places, models = 10_000, modelsHuge = 50_000): Promise<readonly Row[]> {
  const measured: IngestFigures[] = [];
  for (let round = 0; round < rounds; round++) measured.push(await measureIngest(root, dist, models));
  const withResults = await measureIngest(root, dist, models, 'manifest and results');
  const huge = await measureIngest(root, dist, modelsHuge);
  return [...timeRows(measured, withResults), ...sizeRows(measured, withResults), hugeRow(huge)];
}

function timeRows(measured: readonly IngestFigures[], withResults: IngestFigures): readonly Row[] {
  const peer = medianOf(measured.map(parseMilliseconds), 'ms');
  const ours = (of: 'first' | 'second', what: keyof UploadFigures & ('allMilliseconds' | 'lastByteToPublished')) =>
    medianOf(
      measured.map((each) => each[of][what]),
      'ms',
    );
  const accepted = medianOf(
    measured.map(({ first }) => first.lastByteToAccepted),
    'ms',
  );
  const [{ models = 0, zipBytes = 0 } = {}] = measured;
  const size = `${models} models, zip of ${megabytes(zipBytes)}`;
  const also = (of: UploadFigures) =>
    `with the results of a whole build in it: ${digits(of.lastByteToPublished)} ms after the last byte, ${digits(of.allMilliseconds)} ms in all`;
  return [
    ratioRow({
      ...{ name, what: 'first upload: last byte to publication; peer: JSON.parse', peer, atMost: 0.25 },
      ...{ ours: ours('first', 'lastByteToPublished'), detail: `${size}; accepted after ${accepted.text}; ${also(withResults.first)}` },
    }),
    ratioRow({
      ...{ name, what: 'first upload: first byte to whole state; peer: JSON.parse', peer, atMost: 2.5 },
      ...{ ours: ours('first', 'allMilliseconds'), detail: size },
    }),
    ratioRow({
      ...{ name, what: 'second upload, 1 % changed: first byte to whole state; peer: JSON.parse', peer, atMost: 0.75 },
      ...{ ours: ours('second', 'allMilliseconds'), detail: also(withResults.second) },
    }),
    ratioRow({
      ...{ name, what: 'second upload: last byte to publication; peer: JSON.parse', peer, atMost: 0.05 },
      ours: ours('second', 'lastByteToPublished'),
    }),
  ];
}

function sizeRows(measured: readonly IngestFigures[], withResults: IngestFigures): readonly Row[] {
  const [one] = measured;
  if (one === undefined) return [];
  const { first, second } = one;
  const { results, artifacts } = withResults.first.bytes;
  const beside = `results of a whole build come to it each time: ${megabytes(results)} in the database and ${megabytes(artifacts)} of files`;
  return [
    ratioRow({
      ...{ name, what: 'bytes that the second version added; peer: the first version', atMost: 0.01, detail: beside },
      ours: figure((second.bytes.state - first.bytes.state) / 1e6, 'MB'),
      peer: figure(first.bytes.state / 1e6, 'MB'),
    }),
    ratioRow({
      ...{ name, what: 'peak memory beyond what an idle server holds; peer: JSON.parse', atMost: 0.4 },
      ours: medianOf(
        measured.map(({ first, second, rssBefore }) => (Math.max(first.rssPeak, second.rssPeak) - rssBefore) / 1e6),
        'MB',
      ),
      peer: medianOf(
        measured.map(({ parse }) => (parse?.rssBytes ?? Number.NaN) / 1e6),
        'MB',
      ),
      detail: `idle: ${megabytes(one.rssBefore)}`,
    }),
  ];
}

/** Of which JSON.parse must be unable to read the manifest, or it is not the case that is meant. */
function hugeRow({ models, zipBytes, first, second, parse }: IngestFigures): Row {
  const peak = figure(Math.max(first.rssPeak, second.rssPeak) / 1e6, 'MB');
  const times = `first upload ${digits(first.allMilliseconds / 1000)} s in all, ${digits(first.lastByteToPublished / 1000)} s after its last byte`;
  const detail = `${models} models, zip of ${megabytes(zipBytes)}: ${parse === null ? 'JSON.parse throws' : 'JSON.parse can read it'}; ${times}`;
  return limitRow({ name, what: 'a manifest of 800 MB: peak memory of the server', ours: peak, atMost: 450, detail });
}

function parseMilliseconds({ parse }: IngestFigures): number {
  return parse?.milliseconds ?? Number.NaN;
}

function megabytes(bytes: number): string {
  return `${digits(bytes / 1e6)} MB`;
}

/** How fast the catalog of a large account is searched and indexed, over PostgreSQL's full text and trigrams on the same documents, and how fast over http. */
import { asId } from '@weft/base/id';
import { openGraph } from '@weft/domain/catalog/open-graph';
import { openIndex, searchNodes } from '@weft/domain/catalog/search-nodes';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { fillAccount } from './fill-account.ts';
import { inventAccount } from './invent-account.ts';
import { makeHome, type Places, withFolder } from './places.ts';
import { json } from './producer.ts';
import { digits, figure, limitRow, percentile, type Row, ratioRow } from './row.ts';
import { askPeer, buildPeer, layOutTexts } from './search-peer.ts';
import { makeQueries, type QueryKind, queryKinds, type SearchQuery } from './search-queries.ts';
import { startWeft, type WeftProcess } from './weft-process.ts';
import { withHostOf } from './weft-within.ts';

const queryCount = 400;
const warmUps = 40;
const shown = 20;
const accountId = asId<'account'>(1);
const listSchema = z.object({ data: z.object({ total_count: z.number() }) });

export async function measureCatalogSearch(places: Places, projects = 20, models = 2_500): Promise<readonly Row[]> {
  return withFolder('catalog-search', async (folder) => {
    const home = makeHome(places, folder);
    const account = inventAccount({ seed: 3, projects, models, columns: 10 });
    const queries = makeQueries(account, queryCount);
    const weft = await startWeft({ root: places.root, home });
    let overHttp: readonly number[];
    try {
      await fillAccount(weft, account, folder);
      overHttp = await askOverHttp(weft, queries);
    } finally {
      await weft.stop();
    }
    const measured = await withHostOf(places, home, (host) => measureWithin(host, queries));
    return rowsOf(measured, overHttp);
  });
}

async function askOverHttp(weft: WeftProcess, queries: readonly SearchQuery[]): Promise<readonly number[]> {
  const ask = ({ text }: SearchQuery) =>
    weft.ask('GET', `/api/weft/accounts/1/catalog/nodes/?q=${encodeURIComponent(text)}&limit=${shown}`);
  for (const query of queries.slice(0, warmUps)) await ask(query);
  const times: number[] = [];
  for (const query of queries) {
    const answer = await ask(query);
    const { total_count } = listSchema.parse(json(answer)).data;
    if (query.kind === 'word' && total_count === 0) throw new Error(`nothing was found by "${query.text}"`);
    times.push(answer.milliseconds);
  }
  return times;
}

interface Asked {
  readonly kind: QueryKind;
  readonly ours: number;
  readonly peer: number;
  readonly hasFound: { readonly ours: boolean; readonly peer: boolean };
}

interface Measured {
  readonly asked: readonly Asked[];
  readonly documents: number;
  readonly index: { readonly milliseconds: number; readonly bytes: number };
  readonly peerIndex: { readonly milliseconds: number; readonly bytes: number };
}

/** In one process, by turns, to the same database. */
async function measureWithin(host: Host, queries: readonly SearchQuery[]): Promise<Measured> {
  const index = await buildOurs(host);
  return host.database.withClient(
    async (client) => {
      const documents = await layOutTexts(client);
      const peerIndex = await buildPeer(client);
      for (const query of queries.slice(0, warmUps)) await askBoth(host, query, () => askPeer(client, query));
      const asked: Asked[] = [];
      for (const query of queries) asked.push(await askBoth(host, query, () => askPeer(client, query)));
      return { asked, documents, index, peerIndex };
    },
    { statementSeconds: 600 },
  );
}

/** As the first search after a start does, the nodes being in memory. */
async function buildOurs(host: Host): Promise<Measured['index']> {
  const graph = await openGraph(host, accountId, 'production');
  const from = performance.now();
  const { segments } = await openIndex(host, graph);
  return { milliseconds: performance.now() - from, bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0) };
}

async function askBoth(host: Host, { kind, text }: SearchQuery, askTheirs: () => Promise<number>): Promise<Asked> {
  const from = performance.now();
  const { found } = await searchNodes(host, { accountId, view: 'production', text, isReadable: () => true, offset: 0, limit: shown });
  const between = performance.now();
  const theirs = await askTheirs();
  return { kind, ours: between - from, peer: performance.now() - between, hasFound: { ours: found.length > 0, peer: theirs > 0 } };
}

function rowsOf({ asked, documents, index, peerIndex }: Measured, overHttp: readonly number[]): readonly Row[] {
  const name = 'catalog-search';
  const peerName = 'peer: full text and pg_trgm of PostgreSQL';
  const rowOf = (of: readonly Asked[], what: string, more: string): Row => {
    const times = (whose: 'ours' | 'peer') => of.map((it) => it[whose]);
    const found = (whose: 'ours' | 'peer') => of.filter(({ hasFound }) => hasFound[whose]).length;
    const median = (whose: 'ours' | 'peer') => digits(percentile(times(whose), 50));
    return ratioRow({
      ...{ name, what: `${what}, p95; ${peerName}`, atMost: 0.15 },
      ours: figure(percentile(times('ours'), 95), 'ms'),
      peer: figure(percentile(times('peer'), 95), 'ms'),
      detail: `${more}median ${median('ours')} ms, peer ${median('peer')} ms; something is found by ${found('ours')} of ${of.length}, peer ${found('peer')}`,
    });
  };
  const size = (bytes: number) => `${digits(bytes / 1e6)} MB`;
  return [
    rowOf(asked, 'all kinds of words together', `${documents.toLocaleString('en')} documents; `),
    ...queryKinds.map((kind) =>
      rowOf(
        asked.filter((it) => it.kind === kind),
        said[kind],
        '',
      ),
    ),
    ratioRow({
      ...{ name, what: `making the index; ${peerName}`, atMost: 0.25 },
      ours: figure(index.milliseconds / 1000, 's'),
      peer: figure(peerIndex.milliseconds / 1000, 's'),
      detail: `ours reads the documents’ words out of the same database; ${size(index.bytes)} in memory, peer ${size(peerIndex.bytes)} on disk`,
    }),
    limitRow({
      ...{ name, what: 'a page of what is found over http, p95', atMost: 30 },
      ours: figure(percentile(overHttp, 95), 'ms'),
      detail: `median ${digits(percentile(overHttp, 50))} ms; the first ${shown} with counts by type, project, owner and the rest; ${overHttp.length} requests, one after the other`,
    }),
  ];
}

const said: Readonly<Record<QueryKind, string>> = {
  word: 'two words',
  prefix: 'a word and the beginning of another',
  typo: 'a word without one of its letters, and another',
  infix: 'the inside of a word',
};

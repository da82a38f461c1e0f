/** How fast Weft answers all that lies downstream of a node of a large account over http, against the recursive query in PostgreSQL on the same arrows. */
import { makeAdjacency, reach } from '@weft/base/adjacency';
import { connectOwn } from '@weft/kit/own-database';
import { z } from 'zod';
import { fillAccount } from './fill-account.ts';
import { type InventedAccount, inventAccount, uniqueIdOf } from './invent-account.ts';
import { makeHome, type Places, withFolder } from './places.ts';
import { json } from './producer.ts';
import { medianOf, type Row, ratioRow } from './row.ts';
import { startWeft } from './weft-process.ts';

const wanted = 4_000;
const rounds = 100;
/** A server answers for weeks: what is measured is code that has been compiled. */
const warmUps = 100;
const lineageSchema = z.object({ data: z.object({ named_count: z.number() }) });

export async function measureLineageClosure(places: Places, projects = 20, models = 2_500): Promise<readonly Row[]> {
  return withFolder('lineage-closure', async (folder) => {
    const home = makeHome(places, folder);
    const account = inventAccount({ seed: 3, projects, models, columns: 2 });
    const arrows = arrowsOf(account);
    const { model, count } = chooseModel(account, arrows);
    const weft = await startWeft({ root: places.root, home });
    const client = await connectOwn(home);
    try {
      await fillAccount(weft, account, folder);
      await client.query('create schema bench');
      await client.query('create table bench.arrow as select * from unnest($1::int[], $2::int[]) as pair (source, target)', [
        arrows.from,
        arrows.to,
      ]);
      await client.query('create index on bench.arrow (source, target)');
      await client.query('analyze bench.arrow');
      const path = `/api/weft/accounts/1/lineage/?select=${encodeURIComponent(`${uniqueIdOf(account, model)}+`)}`;
      const [ours, peer]: [number[], number[]] = [[], []];
      let bytes = 0;
      for (let round = -warmUps; round < rounds; round++) {
        const answer = await weft.ask('GET', path);
        const from = performance.now();
        const { rows } = await client.query({ name: 'below', text: below, values: [model] });
        const peerMilliseconds = performance.now() - from;
        const { named_count } = lineageSchema.parse(json(answer)).data;
        if (named_count !== count + 1 || rows.length !== count)
          throw new Error(`${count} nodes are below: Weft answers ${named_count} with the node itself, PostgreSQL ${rows.length}`);
        if (round < 0) continue;
        bytes = answer.body.length;
        ours.push(answer.milliseconds);
        peer.push(peerMilliseconds);
      }
      return [
        ratioRow({
          ...{
            name: 'lineage-closure',
            what: `all ${count.toLocaleString('en')} nodes below a node; peer: recursive query in PostgreSQL`,
            atMost: 0.5,
          },
          ours: medianOf(ours, 'ms'),
          peer: medianOf(peer, 'ms'),
          detail: `of ${account.names.length.toLocaleString('en')} nodes and ${arrows.from.length.toLocaleString('en')} arrows in ${projects} projects; ours over http, ${(bytes / 1e6).toFixed(2)} MB with the arrows between them and what a picture shows of each; the peer answers their numbers`,
        }),
      ];
    } finally {
      await client.end();
      await weft.stop();
    }
  });
}

const below = `
  with recursive below (node) as (
    select target from bench.arrow where source = $1
    union select arrow.target from below join bench.arrow on arrow.source = below.node)
  select node from below`;

interface Arrows {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

function arrowsOf({ parents }: InventedAccount): Arrows {
  const pairs = parents.flatMap((above, model) => above.map((parent) => [parent, model] as const));
  return { from: pairs.map(([parent]) => parent), to: pairs.map(([, model]) => model) };
}

/** The one that has nearest to as many below it as are wanted, of every few. */
function chooseModel({ names }: InventedAccount, { from, to }: Arrows): { readonly model: number; readonly count: number } {
  const children = makeAdjacency(names.length, from, to);
  let best = { model: 0, count: 0 };
  for (let model = 0; model < names.length; model += 37) {
    const { length: count } = reach(children, [model]);
    if (Math.abs(count - wanted) < Math.abs(best.count - wanted)) best = { model, count };
  }
  return best;
}

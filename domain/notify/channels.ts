/** Slack and Teams, by the address of an incoming webhook: whoever has it may post there, so it is a secret and is never shown again. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { postOutward } from '@weft/host/ask-outward';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import { problemOf } from './deliver-event.ts';
import type { Letter } from './describe-run.ts';
import { readOutwardUrl } from './model.ts';
import type { Channel } from './notification-model.ts';
import { makePublicId } from './public-id.ts';
import { renderSlack, renderTeams } from './render-letter.ts';
import { insertChannel, selectChannels, selectChannelTarget, updateChannel } from './store-notifications.ts';

export interface NewChannel {
  readonly kind: Channel['kind'];
  readonly name: string;
  readonly url: string;
  /** Slack's own id of the channel, so that a configuration written for dbt Cloud works as it is; null: one is made. */
  readonly channelId: string | null;
}

/** Faults: invalid `channel.invalid`, `webhook.url_invalid`; conflict `channel.taken`. */
export async function createChannel(host: Host, accountId: Id<'account'>, input: NewChannel, createdBy: string): Promise<Channel> {
  const name = input.name.trim();
  if (name === '' || name.length > 255) throw new Fault('invalid', 'channel.invalid', 'A channel needs a name of at most 255 characters.');
  if (input.channelId !== null && !/^[\w.-]{1,100}$/.test(input.channelId))
    throw new Fault('invalid', 'channel.invalid', 'The id of a channel has letters, digits, "_", "-" and "." only, such as C0123456789.');
  readOutwardUrl(input.url, 'url');
  const channelId = input.channelId ?? makePublicId('wch');
  const sealedUrl = host.secretBox.seal(input.url, purposeOf(accountId, channelId));
  const values = { accountId, kind: input.kind, name, channelId, sealedUrl, createdBy, createdAt: host.clock.now() };
  return host.database
    .transaction((tx) => insertChannel(tx, values))
    .catch((error: unknown) => {
      if (uniqueViolation(error) === null) throw error;
      throw new Fault('conflict', 'channel.taken', `There is a channel with the id ${channelId} already; choose another, or leave it out.`);
    });
}

export function listChannels(host: Host, accountId: Id<'account'>): Promise<Channel[]> {
  return selectChannels(host.database.db, accountId);
}

/** Faults: not_found `channel.not_found`. */
export async function getChannel(host: Host, accountId: Id<'account'>, id: Id<'channel'>): Promise<Channel> {
  const channel = (await listChannels(host, accountId)).find((it) => it.id === id);
  if (!channel) throw new Fault('not_found', 'channel.not_found', `There is no channel ${id} in this account.`);
  return channel;
}

export async function deleteChannel(host: Host, accountId: Id<'account'>, id: Id<'channel'>): Promise<void> {
  const channel = await getChannel(host, accountId, id);
  await host.database.transaction((tx) => updateChannel(tx, channel.id, { deletedAt: host.clock.now() }));
}

/** Answers why it did not arrive; null: it did. What happened is noted at the channel. */
export async function postToChannel(host: Host, id: Id<'channel'>, letter: Letter, signal?: AbortSignal): Promise<string | null> {
  const target = await selectChannelTarget(host.database.db, id);
  if (!target) return 'The channel was deleted.';
  const { channel, sealedUrl } = target;
  const url = new URL(host.secretBox.open(sealedUrl, purposeOf(channel.accountId, channel.channelId)));
  const body = JSON.stringify(channel.kind === 'slack' ? renderSlack(letter) : renderTeams(letter));
  const headers = { 'content-type': 'application/json', 'user-agent': 'Weft' };
  const answer = await postOutward(signal ? { url, headers, body, signal } : { url, headers, body });
  const why = problemOf(answer);
  // What a channel answers may name the address that was posted to, which is the secret.
  const problem = why === null ? null : why.replaceAll(url.href, '(its address)');
  const at = host.clock.now();
  const failingSince = problem === null ? null : (channel.failingSince ?? at);
  await host.database.transaction((tx) => updateChannel(tx, id, { lastSentAt: at, problem, failingSince }));
  return problem;
}

/** Posts a line now, so that whoever sets the channel up sees it arrive. */
export async function testChannel(host: Host, accountId: Id<'account'>, id: Id<'channel'>, asker: string): Promise<string | null> {
  const channel = await getChannel(host, accountId, id);
  const url = host.config.publicUrl;
  return postToChannel(host, channel.id, {
    ...{ title: 'Weft can post here', facts: [['Asked by', asker]], reason: null, nodes: [], moreNodes: 0, url },
  });
}

function purposeOf(accountId: Id<'account'>, channelId: string): string {
  return `channel:${accountId}:${channelId}`;
}

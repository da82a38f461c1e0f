/** Writes down what is told to whom, in the transaction that queues it, and posts to channels until they take it. */
import { type Id, idSchema } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { isMailConfigured, queueMail } from '@weft/host/mail';
import { z } from 'zod';
import { postToChannel } from './channels.ts';
import type { Letter } from './describe-run.ts';
import { keptDays, pauseAfter } from './model.ts';
import { renderMail, subjectOf } from './render-letter.ts';
import {
  deleteMessagesBefore,
  insertMessage,
  lockMessage,
  type Message,
  selectMessages,
  selectMessagesOfRun,
  updateMessage,
} from './store-messages.ts';
import { unsubscribeLinks } from './unsubscribe.ts';

const postQueue = 'notify.post';
const workSchema = z.object({ messageId: idSchema<'message'>(), tries: z.number().int() });

export type Target = { readonly email: string } | { readonly channelId: Id<'channel'> };

/** Told once for each run, kind and target. Texts go through the scrubber: a model may print what it should not. */
export async function queueMessage(
  host: Host,
  tx: Tx,
  about: { readonly accountId: Id<'account'>; readonly runId: Id<'run'>; readonly kind: Message['kind'] },
  to: Target,
  written: Letter,
): Promise<void> {
  const letter = scrubbed(host, written);
  const at = host.clock.now();
  const isMail = 'email' in to;
  const cannot = isMail && !isMailConfigured(host);
  const message = await insertMessage(tx, {
    ...about,
    target: isMail ? `email:${to.email.toLowerCase()}` : `channel:${to.channelId}`,
    subject: subjectOf(letter),
    content: letter,
    state: cannot ? 'failed' : isMail ? 'sent' : 'queued',
    problem: cannot ? 'This Weft sends no mail: whoever runs it sets WEFT_SMTP_URL and WEFT_MAIL_FROM.' : null,
    createdAt: at,
    sentAt: isMail && !cannot ? at : null,
  });
  if (!message || cannot) return;
  if (!isMail) return host.queue.send(tx, postQueue, { messageId: message.id, tries: 0 });
  const links = unsubscribeLinks(host, about.accountId, to.email);
  await queueMail(host, tx, { to: to.email, ...renderMail(letter, links.page), unsubscribeUrl: links.oneClick });
}

function scrubbed(host: Host, letter: Letter): Letter {
  const scrub = (text: string) => host.scrubber.scrub(text);
  return {
    ...letter,
    title: scrub(letter.title),
    facts: letter.facts.map(([name, value]) => [name, scrub(value)]),
    reason: letter.reason === null ? null : scrub(letter.reason),
    nodes: letter.nodes.map((node) => ({ ...node, name: scrub(node.name), message: node.message === null ? null : scrub(node.message) })),
  };
}

export async function workMessages(host: Host): Promise<void> {
  await host.queue.work(postQueue, { concurrency: 4, retries: 20 }, (data, signal) => postMessage(host, workSchema.parse(data), signal));
}

/** A post whose answer was lost with the process is made again: better twice in a channel than never. */
async function postMessage(host: Host, { messageId, tries }: z.infer<typeof workSchema>, signal: AbortSignal): Promise<void> {
  const message = await host.database.transaction((tx) => lockMessage(tx, messageId));
  if (message?.state !== 'queued' || message.tries !== tries) return;
  const channelId = idSchema<'channel'>().parse(message.target.replace('channel:', ''));
  const problem = await postToChannel(host, channelId, message.content, signal);
  if (problem !== null && signal.aborted) throw new Error(problem);
  await host.database.transaction(async (tx) => {
    const failed = tries + (problem === null ? 0 : 1);
    const pause = problem === null ? null : pauseAfter(failed);
    const state = problem === null ? 'sent' : pause === null ? 'failed' : 'queued';
    await updateMessage(tx, messageId, { state, tries: failed, problem, sentAt: problem === null ? host.clock.now() : null });
    if (pause !== null) await host.queue.send(tx, postQueue, { messageId, tries: failed }, { startAfterSeconds: pause });
  });
}

/** Newest first, for who asks why nothing came. */
export function listMessages(host: Host, accountId: Id<'account'>, limit: number): Promise<Message[]> {
  return selectMessages(host.database.db, accountId, limit);
}

export function listMessagesOfRun(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<Message[]> {
  return selectMessagesOfRun(host.database.db, accountId, runId);
}

export async function forgetOldMessages(host: Host): Promise<void> {
  const before = new Date(host.clock.now().getTime() - keptDays * 24 * 3600 * 1000);
  await host.database.transaction((tx) => deleteMessagesBefore(tx, before));
}

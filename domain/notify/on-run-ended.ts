/** Tells people and channels what became of a run, and owners what became of their models: once each, when it is over. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { holdingsOf } from '../access/authenticate.ts';
import { seesProject } from '../access/model.ts';
import { listUsers } from '../identity/get-account.ts';
import { getEnvironment } from '../projects/environments.ts';
import { getProject } from '../projects/get-project.ts';
import { getRun, listRunNodes } from '../runs/list-runs.ts';
import type { Run } from '../runs/model.ts';
import type { RunNode } from '../runs/run-node.ts';
import { describeModels, describeRun, type RunWithNames } from './describe-run.ts';
import { ownersOf } from './model-owners.ts';
import type { ModelSetting, Notification } from './notification-model.ts';
import { occasionsOf, wantsToHear } from './notification-model.ts';
import { queueMessage, type Target } from './queue-message.ts';
import { selectChannels, selectModelSetting, selectNotificationsOf, selectUnsubscribed } from './store-notifications.ts';

interface RunNews {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  readonly jobId: Id<'job'>;
  readonly runId: Id<'run'>;
  readonly state: Run['state'];
}

/** Safe to run twice: each target is told once of a run. */
export async function notifyOfRun(host: Host, news: RunNews): Promise<void> {
  const { accountId, projectId, environmentId, jobId, runId, state } = news;
  if (occasionsOf(state, []).length === 0) return;
  const { db } = host.database;
  const [notifications, setting] = await Promise.all([selectNotificationsOf(db, accountId, jobId), selectModelSetting(db, environmentId)]);
  if (notifications.length === 0 && !setting?.isEnabled) return;
  const about = await readRun(host, accountId, runId);
  const occasions = occasionsOf(state, about.nodes);
  const wanted = notifications.filter((it) => wantsToHear(it, occasions, jobId));
  const targets = await findTargets(host, accountId, projectId, wanted);
  const letter = describeRun(about);
  const owned = setting?.isEnabled ? await findOwned(host, setting, about) : [];
  await host.database.transaction(async (tx) => {
    for (const target of targets) await queueMessage(host, tx, { accountId, runId, kind: 'run' }, target, letter);
    for (const { email, nodes } of owned)
      await queueMessage(host, tx, { accountId, runId, kind: 'models' }, { email }, describeModels(about, nodes, true));
  });
}

export async function readRun(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<RunWithNames> {
  const run = await getRun(host, accountId, runId);
  const [nodes, projectName, environmentName] = await Promise.all([
    listRunNodes(host, runId),
    nameOr(getProject(host, accountId, run.projectId)),
    nameOr(getEnvironment(host, accountId, run.environmentId)),
  ]);
  const url = `${host.config.publicUrl}/deploy/${accountId}/projects/${run.projectId}/runs/${runId}`;
  return { run, nodes, projectName, environmentName, url };
}

/** Of several notifications that lead to one address, one. Whoever has lost sight of the project is told nothing of it any more. */
async function findTargets(
  host: Host,
  accountId: Id<'account'>,
  projectId: Id<'project'>,
  wanted: readonly Notification[],
): Promise<readonly Target[]> {
  if (wanted.length === 0) return [];
  const [users, channels] = await Promise.all([listUsers(host, accountId), selectChannels(host.database.db, accountId)]);
  const found = new Map<string, Target>();
  for (const { destination } of wanted) {
    if (destination.type === 4) found.set(`email:${destination.externalEmail.toLowerCase()}`, { email: destination.externalEmail });
    if (destination.type === 2) {
      const channel = channels.find(({ channelId }) => channelId === destination.slackChannelId);
      if (channel) found.set(`channel:${channel.id}`, { channelId: channel.id });
    }
    if (destination.type === 1) {
      const user = users.find(({ id }) => id === destination.userId);
      if (user && (await seesIt(host, user, { accountId, projectId })))
        found.set(`email:${user.email.toLowerCase()}`, { email: user.email });
    }
  }
  return [...found.values()];
}

async function seesIt(
  host: Host,
  user: { readonly id: Id<'user'>; readonly email: string },
  place: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'> },
): Promise<boolean> {
  const grants = await holdingsOf(host, user.id);
  return seesProject({ kind: 'user', userId: user.id, serviceTokenId: null, label: user.email, grants }, place);
}

/** Each owner with those of their nodes that the environment's setting tells of. */
async function findOwned(
  host: Host,
  setting: ModelSetting,
  about: RunWithNames,
): Promise<readonly { readonly email: string; readonly nodes: readonly RunNode[] }[]> {
  const told = about.nodes.filter((node) => isTold(setting, node.state));
  return groupByOwner(host, setting, told);
}

export async function groupByOwner(
  host: Host,
  { accountId, environmentId }: Pick<ModelSetting, 'accountId' | 'environmentId'>,
  nodes: readonly RunNode[],
): Promise<readonly { readonly email: string; readonly nodes: readonly RunNode[] }[]> {
  const [owners, unsubscribed] = await Promise.all([
    ownersOf(
      host,
      environmentId,
      nodes.map(({ uniqueId }) => uniqueId),
    ),
    selectUnsubscribed(host.database.db, accountId),
  ]);
  const owned = new Map<string, RunNode[]>();
  for (const node of nodes) {
    for (const owner of owners.get(node.uniqueId) ?? []) {
      const email = owner.toLowerCase();
      if (!unsubscribed.has(email)) owned.set(email, [...(owned.get(email) ?? []), node]);
    }
  }
  return [...owned].map(([email, own]) => ({ email, nodes: own }));
}

function isTold(setting: ModelSetting, state: RunNode['state']): boolean {
  if (state === 'succeeded') return setting.onSuccess;
  if (state === 'failed') return setting.onFailure;
  if (state === 'warned') return setting.onWarning;
  return state === 'skipped' && setting.onSkipped;
}

/** What was deleted meanwhile was still run. */
async function nameOr(asked: Promise<{ readonly name: string }>): Promise<string> {
  return asked.then(
    ({ name }) => name,
    () => '(deleted)',
  );
}

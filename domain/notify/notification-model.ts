/** The nouns of notifications and every decision about them: what a run came to, and who wants to hear of it. */
import type { Id } from '@weft/base/id';
import type { Run } from '../runs/model.ts';
import { isWarning, type RunNode } from '../runs/run-node.ts';

/** dbt Cloud's numbers: 1 mail to a person of the account, 2 a channel (Slack or Teams), 4 mail to any address. */
export const notificationTypes = [1, 2, 4] as const;
export type NotificationType = (typeof notificationTypes)[number];

/** To whom one notification goes: whatever its type asks for is there. */
export type Destination =
  | { readonly type: 1; readonly userId: Id<'user'> }
  | { readonly type: 2; readonly slackChannelId: string; readonly slackChannelName: string }
  | { readonly type: 4; readonly externalEmail: string };

/** Jobs, by what of them is told. */
export interface Occasions {
  readonly onSuccess: readonly Id<'job'>[];
  readonly onFailure: readonly Id<'job'>[];
  readonly onCancel: readonly Id<'job'>[];
  readonly onWarning: readonly Id<'job'>[];
}

export interface Notification extends Occasions {
  readonly id: Id<'notification'>;
  readonly accountId: Id<'account'>;
  /** Of type 1: to whom it goes; of the others: who made it, null for a program. */
  readonly userId: Id<'user'> | null;
  readonly destination: Destination;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly deletedAt: Date | null;
}

export interface Channel {
  readonly id: Id<'channel'>;
  readonly accountId: Id<'account'>;
  readonly kind: 'slack' | 'teams';
  readonly name: string;
  /** What notifications call it. */
  readonly channelId: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly lastSentAt: Date | null;
  /** Of the last message; null: it arrived. */
  readonly problem: string | null;
  readonly failingSince: Date | null;
}

/** Of an environment: whether owners of models are told by mail, and of what. */
export interface ModelSetting {
  readonly accountId: Id<'account'>;
  readonly environmentId: Id<'environment'>;
  readonly isEnabled: boolean;
  readonly onSuccess: boolean;
  readonly onFailure: boolean;
  readonly onWarning: boolean;
  readonly onSkipped: boolean;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
}

export type Occasion = 'success' | 'failure' | 'cancel' | 'warning';

/** None: it is not over. A run with warnings is a success too. */
export function occasionsOf(state: Run['state'], nodes: readonly Pick<RunNode, 'state'>[]): readonly Occasion[] {
  if (state === 'failed') return ['failure'];
  if (state === 'cancelled') return ['cancel'];
  if (state !== 'succeeded') return [];
  return nodes.some(isWarning) ? ['success', 'warning'] : ['success'];
}

export function wantsToHear(it: Occasions, occasions: readonly Occasion[], jobId: Id<'job'>): boolean {
  const jobs = { success: it.onSuccess, failure: it.onFailure, cancel: it.onCancel, warning: it.onWarning };
  return occasions.some((occasion) => jobs[occasion].includes(jobId));
}

/** The ids that the page's address names. */
import { useParams } from '@tanstack/react-router';

function present<Value>(id: Value | undefined, noun: string): Value {
  if (id === undefined) throw new Error(`This page's address names no ${noun}.`);
  return id;
}

export function useAccountId(): number {
  return present(useParams({ strict: false }).accountId, 'account');
}

export function useProjectId(): number {
  return present(useParams({ strict: false }).projectId, 'project');
}

export function useEnvironmentId(): number {
  return present(useParams({ strict: false }).environmentId, 'environment');
}

export function useJobId(): number {
  return present(useParams({ strict: false }).jobId, 'job');
}

export function useRunId(): number {
  return present(useParams({ strict: false }).runId, 'run');
}

export function usePullRequestId(): number {
  return present(useParams({ strict: false }).pullRequestId, 'pull request');
}

/** `wsu_…` */
export function useWebhookId(): string {
  return present(useParams({ strict: false }).webhookId, 'webhook');
}

/** dbt's: `model.shop.orders`. */
export function useUniqueId(): string {
  return present(useParams({ strict: false }).uniqueId, 'node');
}

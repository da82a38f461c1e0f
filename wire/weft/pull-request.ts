/** Pull requests: `GET /api/weft/accounts/:accountId/pull-requests/`, and one with all that was done about it. */
export interface WirePullRequest {
  readonly id: number;
  readonly project_id: number;
  readonly provider: 'github' | 'gitlab' | 'azure' | 'bitbucket' | 'generic';
  readonly number: number;
  readonly title: string;
  readonly author: string | null;
  /** Of its page at the provider. */
  readonly url: string | null;
  readonly head_sha: string | null;
  readonly head_branch: string | null;
  readonly base_branch: string | null;
  readonly is_draft: boolean;
  readonly is_fork: boolean;
  readonly state: 'open' | 'closed' | 'merged';
  readonly created_at: string;
  readonly updated_at: string;
  /** Of each job, what became of it last. */
  readonly last_checks: readonly WirePullRequestCheck[];
  /** How many statuses and comments the provider could not be told. */
  readonly undelivered_count: number;
}

export interface WirePullRequestCheck {
  readonly id: number;
  readonly job_id: number;
  readonly job_name: string;
  readonly head_sha: string | null;
  /** `refused`: there is no run, for the reason given. */
  readonly outcome: 'run' | 'not_affected' | 'refused';
  readonly explanation: string;
  readonly made_at: string;
  readonly run: WireCheckRun | null;
}

export interface WireCheckRun {
  readonly id: number;
  readonly status: number;
  readonly status_humanized: string;
  /** Why it waits, failed or was cancelled. */
  readonly status_message: string | null;
  readonly cause: string;
  readonly schema: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  /** The run that checks a newer commit, for which this one was cancelled. */
  readonly superseded_by: number | null;
}

export interface WirePullRequestReport {
  readonly id: number;
  readonly kind: 'status' | 'comment';
  readonly sha: string | null;
  /** As the provider shows it: `Weft / <project> / <job>`; null for the comment. */
  readonly context: string | null;
  readonly state: 'queued' | 'running' | 'success' | 'failure' | 'cancelled' | 'error' | null;
  readonly description: string | null;
  /** `waiting`: it is on its way. */
  readonly delivery: 'delivered' | 'waiting' | 'failing' | 'undelivered';
  readonly problem: string | null;
  readonly sent_at: string | null;
}

export interface WirePullRequestPage extends WirePullRequest {
  /** Newest first. */
  readonly checks: readonly WirePullRequestCheck[];
  readonly reports: readonly WirePullRequestReport[];
}

/** `GET /api/weft/accounts/:accountId/runs/:runId/pull-request/`; null: the run is of none. */
export interface WirePullRequestOfRun {
  readonly pull_request_id: number;
  readonly number: number;
  readonly title: string;
  readonly url: string | null;
  readonly superseded_by: number | null;
}

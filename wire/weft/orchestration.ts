/** Jobs of all projects as one graph: `GET /api/weft/accounts/:accountId/orchestration/?hours=24`. */
export interface WireOrchestration {
  readonly jobs: readonly WireOrchestratedJob[];
  readonly models: readonly WireOrchestratedModel[];
  readonly links: readonly WireOrchestrationLink[];
  readonly critical_path: {
    readonly from: string;
    readonly to: string;
    /** In the order of time; empty where nothing ran. */
    readonly legs: readonly WirePathLeg[];
  };
}

export interface WireOrchestratedJob {
  /** `job:5` */
  readonly key: string;
  readonly id: number;
  readonly project_id: number;
  readonly name: string;
  readonly job_type: string;
  readonly next_run: string | null;
  readonly last_run: WireOrchestratedRun | null;
  /** Queued, starting or running, oldest first. */
  readonly open: readonly WireOrchestratedRun[];
}

export interface WireOrchestratedRun {
  readonly id: number;
  readonly status: number;
  readonly status_humanized: string;
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly duration_seconds: number | null;
  /** Why it waits, in a sentence; null when it does not. */
  readonly waits: string | null;
  /** Runs that it waits for. */
  readonly behind: readonly number[];
}

export interface WireOrchestratedModel {
  /** `model:2 model.shop.orders` */
  readonly key: string;
  readonly project_id: number;
  readonly project_name: string;
  readonly unique_id: string;
  readonly name: string;
  readonly last_success_at: string | null;
}

/** Keys of jobs and models. `completion`: starts after its end; `starts`, `waits`: by fresh models; `builds`: last built it; `mesh`: builds on its project. */
export interface WireOrchestrationLink {
  readonly from: string;
  readonly to: string;
  readonly kind: 'completion' | 'starts' | 'waits' | 'builds' | 'mesh';
}

export interface WirePathLeg {
  readonly run_id: number;
  readonly job_id: number;
  readonly job_name: string;
  readonly project_id: number;
  readonly started_at: string;
  readonly finished_at: string;
  readonly took_seconds: number;
  /** From the end of the run before, or from being asked for. */
  readonly waited_seconds: number;
  /** null: the first of the chain. */
  readonly after: { readonly run_id: number; readonly by: 'completion' | 'upstream' | 'job' | 'warehouse' } | null;
}

/** A house with providers in front of it: projects whose pull requests and pushes are told by webhooks, and what tests ask of them. */
import { createConnection } from '@weft/domain/connections/create-connection';
import { addRemoteRepository } from '@weft/domain/git/remote-repositories';
import { beginRun } from '@weft/domain/runs/begin-run';
import { claimRuns } from '@weft/domain/runs/claim-runs';
import { endRun } from '@weft/domain/runs/end-run';
import type { HeldRun, Outcome } from '@weft/domain/runs/model';
import { planSteps } from '@weft/domain/runs/plan-steps';
import { registerReactions } from '@weft/server/register-reactions';
import type { WireHook, WireNewHook } from '@weft/wire/weft/hook';
import type { WirePullRequestPage } from '@weft/wire/weft/pull-request';
import { expect } from 'vitest';
import { type AppHouse, openAppHouse } from './app.ts';
import { type FakeProvider, type FakePullRequest, type FakeWebhook, startFakeProvider } from './fake-provider.ts';
import { makeUnrooted, type Runnable } from './runnable.ts';

/** A project of its own at a provider of its own, with a webhook and one CI job. */
export interface HookPlace {
  readonly provider: FakeProvider;
  readonly runnable: Omit<Runnable, 'repository'>;
  readonly hook: WireNewHook;
  readonly jobId: number;
  readonly hookPath: string;
}

const worker = { id: '00000000-0000-4000-8000-00000000000b', place: 'here' };

export class HookHouse {
  readonly house: AppHouse;
  readonly #providers: FakeProvider[] = [];

  private constructor(house: AppHouse) {
    this.house = house;
  }

  static async open(): Promise<HookHouse> {
    const house = await openAppHouse();
    await registerReactions(house, house.outbox);
    return new HookHouse(house);
  }

  async close(): Promise<void> {
    for (const each of this.#providers) await each.close();
    await this.house.close();
  }

  async place(
    kind: 'github' | 'gitlab' = 'github',
    given: { readonly job?: object; readonly defaultBranch?: string; readonly withToken?: boolean } = {},
  ): Promise<HookPlace> {
    const { house } = this;
    const provider = await startFakeProvider(kind, given.defaultBranch === undefined ? {} : { defaultBranch: given.defaultBranch });
    this.#providers.push(provider);
    // Two runs may be in this warehouse at once.
    const connection = await createConnection(house, {
      ...{ accountId: house.accountId, name: `warehouse ${this.#providers.length}`, adapter: 'postgres' },
      config: { hostname: 'localhost', port: 5432, dbname: 'x' },
    });
    const runnable = await makeUnrooted(house, house.accountId, { connection, username: 'me', password: 'not shown' });
    const { accountId, project } = runnable;
    const token = given.withToken === false ? null : provider.token;
    await addRemoteRepository(house, { accountId, projectId: project.id }, { remoteUrl: provider.url, token });
    const hookPath = `/api/weft/accounts/${accountId}/projects/${project.id}/repository/hook/`;
    const hook: WireNewHook = (await house.ask('POST', hookPath, { body: { provider: kind } })).json().data;
    return {
      provider,
      runnable,
      hook,
      hookPath,
      jobId: await this.makeJob(runnable, { triggers: { github_webhook: true }, ...given.job }),
    };
  }

  async makeJob({ accountId, project, environment }: Omit<Runnable, 'repository'>, content: object): Promise<number> {
    const at = { project_id: project.id, environment_id: environment.id };
    const triggers = { github_webhook: false, schedule: false };
    const body = { ...at, name: 'CI', execute_steps: ['dbt build'], triggers, ...content };
    const made = await this.house.ask('POST', `/api/v2/accounts/${accountId}/jobs/`, { body });
    expect(made.statusCode, made.body).toBe(201);
    return made.json().data.id;
  }

  pathOf({ hook }: HookPlace): string {
    return new URL(hook.url).pathname;
  }

  async deliver(place: HookPlace, { headers, payload }: FakeWebhook, path = this.pathOf(place)): Promise<number> {
    const answer = await this.house.app.inject({ method: 'POST', url: path, headers, payload });
    await this.house.settle();
    return answer.statusCode;
  }

  tell(place: HookPlace, action: Parameters<FakeProvider['webhook']>[1], it: FakePullRequest): Promise<number> {
    return this.deliver(place, place.provider.webhook(place.hook.secret, action, it));
  }

  async seen({ hookPath }: HookPlace): Promise<WireHook> {
    return (await this.house.ask('GET', hookPath)).json().data;
  }

  async pageOf(place: HookPlace, { number }: FakePullRequest): Promise<WirePullRequestPage> {
    const path = `/api/weft/accounts/${this.house.accountId}/pull-requests/`;
    const list = await this.house.ask('GET', `${path}?project_id=${place.runnable.project.id}`);
    const id = list.json().data.find((it: { number: number }) => it.number === number).id;
    return (await this.house.ask('GET', `${path}${id}/`)).json().data;
  }

  async runsOf({ jobId }: Pick<HookPlace, 'jobId'>) {
    const url = `/api/v2/accounts/${this.house.accountId}/runs/?job_definition_id=${jobId}&include_related=["trigger"]&order_by=id`;
    return (await this.house.ask('GET', url)).json().data;
  }

  /** Everything that waits is begun, as a worker would, but for dbt. */
  async beginAll(): Promise<readonly HeldRun[]> {
    const claimed = await claimRuns(this.house, worker, { slots: 1000, held: 0 });
    const begun = await Promise.all(claimed.map((run) => beginRun(this.house, run, planSteps(run.plan, 'x'))));
    await this.house.settle();
    return begun.filter((run) => run !== null);
  }

  async end(held: readonly HeldRun[], runId: number, outcome: Outcome): Promise<void> {
    const run = held.find(({ id }) => id === runId);
    if (!run) throw new Error(`run ${runId} was not begun`);
    await endRun(this.house, run, outcome);
    await this.house.settle();
  }
}

/** The orchestration as a picture: who starts is left of who is started. */
import { Link } from '@tanstack/react-router';
import type { WireOrchestratedJob, WireOrchestratedModel, WireOrchestration } from '@weft/wire/weft/orchestration';
import type { ReactNode } from 'react';
import { shortDuration } from '../../kit/read-time.ts';
import { Ago } from '../../kit/time.tsx';
import { layerProjects, type Spot } from '../mesh/layer-projects.ts';
import classes from './orchestration.module.css';

const box = { width: 214, height: 66, gapX: 90, gapY: 22 } as const;

export function OrchestrationGraph({ accountId, shown }: { readonly accountId: number; readonly shown: WireOrchestration }): ReactNode {
  const knots = [...shown.jobs, ...shown.models];
  const layout = layerProjects(
    knots.map(({ key, name }, at) => ({
      ...{ id: at + 1, name, dbt_project_name: key, kind: 'default' as const, environments: [], downstream: [] },
      upstream: shown.links.filter(({ to }) => to === key).map(({ from }) => from),
    })),
  );
  const places = new Map(layout.placed.map((placed) => [placed.project.id, cornerOf(placed)]));
  const kinds = new Map(shown.links.map(({ from, to, kind }) => [`${from} ${to}`, kind]));
  const keyOf = (id: number) => knots[id - 1]?.key ?? '';
  const width = layout.layerCount * (box.width + box.gapX) - box.gapX;
  const height = layout.rowCount * (box.height + box.gapY) - box.gapY;
  return (
    <div className={classes.scroll}>
      <div className={classes.canvas} style={{ width, height }}>
        <svg width={width} height={height} className={classes.lines} aria-hidden="true">
          {layout.edges.map(({ from, to, through }) => {
            const [start, end] = [places.get(from), places.get(to)];
            if (start === undefined || end === undefined) return null;
            const kind = kinds.get(`${keyOf(from)} ${keyOf(to)}`);
            return (
              <path
                key={`${from} ${to}`}
                className={classes.line}
                data-kind={kind}
                d={lineThrough([start, ...through.map(cornerOf), end])}
              />
            );
          })}
        </svg>
        <ul className={classes.boxes} aria-label="Jobs and upstream models">
          {layout.placed.map((placed) => {
            const { left, top } = cornerOf(placed);
            const key = keyOf(placed.project.id);
            const job = shown.jobs.find((it) => it.key === key);
            const model = shown.models.find((it) => it.key === key);
            return (
              <li key={key} style={{ left, top }}>
                {job ? <JobBox accountId={accountId} job={job} /> : null}
                {model ? <ModelBox accountId={accountId} model={model} /> : null}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

function JobBox({ accountId, job }: { readonly accountId: number; readonly job: WireOrchestratedJob }): ReactNode {
  const [waiting] = job.open;
  const run = job.last_run;
  return (
    <Link
      to="/deploy/$accountId/projects/$projectId/jobs/$jobId"
      params={{ accountId, projectId: job.project_id, jobId: job.id }}
      className={classes.box}
      data-status={waiting?.status ?? run?.status}
      title={waiting?.waits ?? undefined}
    >
      <span className={classes.name}>{job.name}</span>
      <span className={classes.about}>
        {waiting !== undefined ? (
          `${waiting.status_humanized}${waiting.waits === null ? '' : ': waits'}`
        ) : run === null ? (
          'never ran'
        ) : (
          <>
            {run.status_humanized} <Ago at={run.finished_at ?? run.created_at} />
            {run.duration_seconds === null ? '' : ` in ${shortDuration(run.duration_seconds)}`}
          </>
        )}
      </span>
      {job.next_run === null ? null : (
        <span className={classes.about}>
          next <Ago at={job.next_run} />
        </span>
      )}
    </Link>
  );
}

function ModelBox({ accountId, model }: { readonly accountId: number; readonly model: WireOrchestratedModel }): ReactNode {
  return (
    <Link
      to="/deploy/$accountId/projects/$projectId/public-models"
      params={{ accountId, projectId: model.project_id }}
      search={{ model: model.unique_id }}
      className={classes.box}
      data-model
    >
      <span className={classes.name}>{model.name}</span>
      <span className={classes.about}>{model.project_name}</span>
      <span className={classes.about}>
        {model.last_success_at === null ? (
          'never built'
        ) : (
          <>
            built <Ago at={model.last_success_at} />
          </>
        )}
      </span>
    </Link>
  );
}

interface Corner {
  readonly left: number;
  readonly top: number;
}

function cornerOf({ layer, row }: Spot): Corner {
  return { left: layer * (box.width + box.gapX), top: row * (box.height + box.gapY) };
}

function lineThrough(corners: readonly Corner[]): string {
  return corners
    .map(({ left, top }, at) => {
      const y = top + box.height / 2;
      const before = corners[at - 1];
      if (before === undefined) return `M ${left + box.width} ${y}`;
      const [x, from] = [before.left + box.width, before.top + box.height / 2];
      const bend = Math.max(30, (left - x) / 2);
      return `C ${x + bend} ${from}, ${left - bend} ${y}, ${left} ${y}${at === corners.length - 1 ? '' : ` H ${left + box.width}`}`;
    })
    .join(' ');
}

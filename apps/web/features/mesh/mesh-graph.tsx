/** The mesh as a picture: projects as boxes that are links, dependencies as threads between them. */
import { Link } from '@tanstack/react-router';
import type { WireMeshProject } from '@weft/wire/weft/mesh';
import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import type { MeshLayout, Spot } from './layer-projects.ts';
import { layerProjects } from './layer-projects.ts';
import classes from './mesh-graph.module.css';

export const box = { width: 196, height: 58, gapX: 96, gapY: 22, edge: 14 };

export function MeshGraph(props: {
  readonly accountId: number;
  readonly projects: readonly WireMeshProject[];
  readonly cycles: readonly (readonly string[])[];
}): ReactNode {
  const layout = useMemo(() => layerProjects(props.projects), [props.projects]);
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const width = layout.layerCount * (box.width + box.gapX) - box.gapX + 2 * box.edge;
  const height = layout.rowCount * (box.height + box.gapY) - box.gapY + 2 * box.edge;
  const inCycle = new Set(props.cycles.flat());
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus to be scrolled by keys
    <section className={classes.scroll} tabIndex={0} aria-label="Project graph">
      <div className={classes.canvas} style={{ width, height }}>
        <svg className={classes.threads} width={width} height={height} aria-hidden="true">
          <Threads layout={layout} pointedAt={pointedAt} />
        </svg>
        <ul className={classes.boxes}>
          {layout.placed.map((placed) => (
            <li key={placed.project.id} style={cornerOf(placed)}>
              <Box
                accountId={props.accountId}
                project={placed.project}
                isInCycle={placed.project.dbt_project_name !== null && inCycle.has(placed.project.dbt_project_name)}
                onPoint={setPointedAt}
              />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function Box(props: {
  readonly accountId: number;
  readonly project: WireMeshProject;
  readonly isInCycle: boolean;
  readonly onPoint: (id: number | null) => void;
}): ReactNode {
  const { accountId, project, onPoint } = props;
  const count = project.environments.find(({ deployment_type }) => deployment_type === 'production')?.publication?.public_models;
  return (
    <Link
      to="/deploy/$accountId/projects/$projectId"
      params={{ accountId, projectId: project.id }}
      className={classes.box}
      data-cycle={props.isInCycle || undefined}
      onPointerEnter={() => onPoint(project.id)}
      onPointerLeave={() => onPoint(null)}
      onFocus={() => onPoint(project.id)}
      onBlur={() => onPoint(null)}
    >
      <span className={classes.name}>{project.name}</span>
      <span className={classes.about}>
        {project.kind === 'hybrid' ? 'Hybrid · ' : ''}
        {count === undefined ? 'nothing published' : `${count} public ${count === 1 ? 'model' : 'models'}`}
      </span>
    </Link>
  );
}

export function Threads({ layout, pointedAt }: { readonly layout: MeshLayout; readonly pointedAt: number | null }): ReactNode {
  const at = new Map(layout.placed.map((placed) => [placed.project.id, cornerOf(placed)]));
  return layout.edges.map(({ from, to, through }) => {
    const [start, end] = [at.get(from), at.get(to)];
    if (start === undefined || end === undefined) return null;
    const isPointedAt = pointedAt === from || pointedAt === to;
    return (
      <path
        key={`${from} ${to}`}
        d={threadPath([start, ...through.map(cornerOf), end])}
        className={classes.thread}
        data-pointed={isPointedAt || undefined}
        data-faded={(pointedAt !== null && !isPointedAt) || undefined}
      />
    );
  });
}

export interface Corner {
  readonly left: number;
  readonly top: number;
}

export function cornerOf({ layer, row }: Spot): Corner {
  return { left: box.edge + layer * (box.width + box.gapX), top: box.edge + row * (box.height + box.gapY) };
}

/** From the right side of the first box to the left side of the last, straight through the free spots between. */
function threadPath(corners: readonly Corner[]): string {
  return corners
    .map(({ left, top }, index) => {
      const y = top + box.height / 2;
      if (index === 0) return `M ${left + box.width} ${y}`;
      const before = corners[index - 1];
      const [x1, y1] = before === undefined ? [left, y] : [before.left + box.width, before.top + box.height / 2];
      const bend = Math.max(40, Math.abs(left - x1) / 2);
      const across = index === corners.length - 1 ? '' : ` H ${left + box.width}`;
      return `C ${x1 + bend} ${y1}, ${left - bend} ${y}, ${left} ${y}${across}`;
    })
    .join(' ');
}

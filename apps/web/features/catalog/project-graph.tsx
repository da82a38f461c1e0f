/** The account's projects as boxes that lead into the catalog, and who reads whom. */
import { Link } from '@tanstack/react-router';
import type { WireCatalog, WireCatalogProject } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import { layerProjects } from '../mesh/layer-projects.ts';
import classes from '../mesh/mesh-graph.module.css';
import { box, cornerOf, Threads } from '../mesh/mesh-graph.tsx';

export function ProjectGraph({ accountId, catalog }: { readonly accountId: number; readonly catalog: WireCatalog }): ReactNode {
  const { projects, arrows } = catalog;
  const layout = useMemo(
    () =>
      layerProjects(
        projects.map(({ id, name, kind }) => ({
          ...{ id, name, kind, dbt_project_name: String(id), environments: [], downstream: [] },
          upstream: arrows.flatMap(({ from, to }) => (to === id ? [String(from)] : [])),
        })),
      ),
    [projects, arrows],
  );
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const width = layout.layerCount * (box.width + box.gapX) - box.gapX + 2 * box.edge;
  const height = layout.rowCount * (box.height + box.gapY) - box.gapY + 2 * box.edge;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus to be scrolled by keys
    <section className={classes.scroll} tabIndex={0} aria-label="Project graph">
      <div className={classes.canvas} style={{ width, height }}>
        <svg className={classes.threads} width={width} height={height} aria-hidden="true">
          <Threads layout={layout} pointedAt={pointedAt} />
        </svg>
        <ul className={classes.boxes}>
          {layout.placed.map((placed) => {
            const project = projects.find(({ id }) => id === placed.project.id);
            return project === undefined ? null : (
              <li key={project.id} style={cornerOf(placed)}>
                <Box accountId={accountId} project={project} onPoint={setPointedAt} />
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}

function Box(props: {
  readonly accountId: number;
  readonly project: WireCatalogProject;
  readonly onPoint: (id: number | null) => void;
}): ReactNode {
  const { accountId, project, onPoint } = props;
  const models = project.counts.model ?? 0;
  const failed = (project.health?.failed ?? 0) + (project.health?.tests.failed ?? 0);
  return (
    <Link
      to="/catalog/$accountId/projects/$projectId"
      params={{ accountId, projectId: project.id }}
      className={classes.box}
      data-cycle={failed > 0 || undefined}
      onPointerEnter={() => onPoint(project.id)}
      onPointerLeave={() => onPoint(null)}
      onFocus={() => onPoint(project.id)}
      onBlur={() => onPoint(null)}
    >
      <span className={classes.name}>{project.name}</span>
      <span className={classes.about}>
        {project.is_readable
          ? `${models.toLocaleString('en')} ${models === 1 ? 'model' : 'models'} · ${failed > 0 ? `${failed} failed` : `${project.public_model_count} public`}`
          : `${project.public_model_count} public · not yours to read`}
      </span>
    </Link>
  );
}

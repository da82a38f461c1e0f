/** What a run changed for other projects: models offered anew, no more, or differently, and whom it touches. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireMeshChanges, WireOfferChange } from '@weft/wire/weft/mesh-changes';
import type { ReactNode } from 'react';
import rows from '../../kit/change-list.module.css';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { ProjectLink } from '../projects/project-crumbs.tsx';
import classes from './mesh-tab.module.css';
import { meshChangesQuery } from './run-queries.ts';

export function MeshTab({ run }: { readonly run: WireRun }): ReactNode {
  const changes = useQuery(meshChangesQuery(run.account_id, run.id));
  return (
    <Panel title="Mesh changes" isFlush aside={<ComparedWith run={run} changes={changes.data} />}>
      <Loaded from={changes} skeleton={<RowSkeletons rows={4} />}>
        {(found) =>
          found.changes.length === 0 ? (
            <div className={classes.empty}>
              <Empty title={found.not_published === null ? 'Nothing changed for other projects' : 'Nothing was published'}>
                {whyNothing(found)}
              </Empty>
            </div>
          ) : (
            <ul className={rows.list}>
              {found.changes.map((change) => (
                <Change key={change.unique_id} run={run} change={change} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function ComparedWith({ run, changes }: { readonly run: WireRun; readonly changes: WireMeshChanges | undefined }): ReactNode {
  if (changes === undefined || changes.not_published !== null) return null;
  if (changes.is_first) return <span>The first time that this environment offers anything</span>;
  if (changes.compared_with === null) return null;
  return (
    <span>
      compared with{' '}
      <Link to="/find/$accountId/runs/$runId" params={{ accountId: run.account_id, runId: changes.compared_with }}>
        run #{changes.compared_with}
      </Link>
    </span>
  );
}

function whyNothing({ not_published }: WireMeshChanges): string {
  switch (not_published) {
    case 'not_finished':
      return 'A run publishes when all of its steps are good. Look here again when it is over.';
    case 'not_succeeded':
      return 'A run that did not succeed publishes nothing, whatever it built: other projects see what they saw before.';
    case 'not_offering':
      return 'Only a production or staging environment offers models to other projects. This one is neither.';
    case 'ci':
      return 'CI runs try things out and publish nothing.';
    case 'no_manifest':
      return 'None of its commands left a manifest.';
    case null:
      return 'The public models, their relations, versions, contracts and columns are as they were.';
  }
}

const kindWord = { added: 'Added', changed: 'Changed', removed: 'Removed' } as const;

function Change({ run, change }: { readonly run: WireRun; readonly change: WireOfferChange }): ReactNode {
  const { account_id: accountId, project_id: projectId } = run;
  return (
    <li className={rows.change}>
      <div className={rows.line}>
        <span className={rows.kind} data-kind={change.kind}>
          {kindWord[change.kind]}
        </span>
        <Link
          to="/deploy/$accountId/projects/$projectId/public-models"
          params={{ accountId, projectId }}
          search={{ model: change.unique_id }}
          className={rows.name}
        >
          {change.name}
        </Link>
        {change.kind === 'removed' ? (
          <span className="weft-dim">{change.access_now === null ? 'gone from the project' : `is ${change.access_now} now`}</span>
        ) : null}
      </div>
      {change.fields.length === 0 ? null : (
        <ul className={rows.details}>
          {change.fields.map(({ field, name, before, after }) => (
            <li key={`${field} ${name}`}>
              {name === null ? (
                field
              ) : (
                <>
                  column <code>{name}</code>
                </>
              )}
              : {before === null ? null : <del>{before}</del>}
              {before !== null && after !== null ? ' → ' : null}
              {after === null ? (name === null ? 'none' : ' removed') : before === null ? `${after}, new` : after}
            </li>
          ))}
        </ul>
      )}
      <Consumers accountId={accountId} change={change} />
    </li>
  );
}

function Consumers({ accountId, change }: { readonly accountId: number; readonly change: WireOfferChange }): ReactNode {
  const { consumers, hidden_consumers: hidden, kind } = change;
  if (consumers.length === 0 && hidden === 0) return kind === 'added' ? null : <p className={classes.touched}>No project refers to it.</p>;
  return (
    <p className={classes.touched} data-breaks={kind === 'removed' || undefined}>
      {kind === 'removed' ? 'Breaks ' : 'Touches '}
      {consumers.map(({ project_id }, place) => (
        <span key={project_id}>
          {place === 0 ? '' : ', '}
          <ProjectLink accountId={accountId} projectId={project_id} />
        </span>
      ))}
      {hidden === 0 ? null : `${consumers.length === 0 ? '' : ' and '}${hidden} that you may not see`}
    </p>
  );
}

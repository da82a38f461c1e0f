/** What a run left behind, to download. */
import { IconFileDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import classes from './run-artifacts.module.css';
import { artifactPath, runArtifactsQuery } from './run-queries.ts';

const shownFirst = 12;

export function RunArtifacts({ accountId, runId }: { readonly accountId: number; readonly runId: number }): ReactNode {
  const artifacts = useQuery(runArtifactsQuery(accountId, runId));
  const [isWhole, setWhole] = useState(false);
  return (
    <Panel title="Artifacts" aside={artifacts.data === undefined ? undefined : <span>{artifacts.data.length}</span>}>
      <Loaded from={artifacts} skeleton={<RowSkeletons rows={1} />}>
        {(names) =>
          names.length === 0 ? (
            <p className={classes.none}>This run left no artifacts.</p>
          ) : (
            <>
              <ul className={classes.list}>
                {(isWhole ? names : topFirst(names).slice(0, shownFirst)).map((name) => (
                  <li key={name}>
                    <a href={artifactPath(accountId, runId, name)} download={name.split('/').at(-1)}>
                      <IconFileDownload size={14} aria-hidden="true" />
                      {name}
                    </a>
                  </li>
                ))}
              </ul>
              {names.length > shownFirst && !isWhole ? (
                <button type="button" className={classes.more} onClick={() => setWhole(true)}>
                  Show all {names.length}
                </button>
              ) : null}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

/** manifest.json and its like before compiled/…. */
function topFirst(names: readonly string[]): readonly string[] {
  return [...names].sort((a, b) => a.split('/').length - b.split('/').length);
}

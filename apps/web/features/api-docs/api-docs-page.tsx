/** The API, as it is served: every operation by what it is about, with what it takes, what it needs, and a line to try it with. */
import { Button, TextInput } from '@mantine/core';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { WireApiDescription } from '@weft/wire/weft/api-description';
import type { ReactNode } from 'react';
import { useDeferredValue, useState } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import classes from './api-docs.module.css';
import { apiDescriptionAddress, apiDescriptionQuery, groupOperations, type OperationGroup } from './api-docs-queries.ts';
import { OperationRow } from './operation-row.tsx';

export function ApiDocsPage(): ReactNode {
  const api = useQuery(apiDescriptionQuery);
  usePageTitle('API');
  return (
    <>
      <PageHeader
        title="API"
        subtitle="What dbt Cloud’s admin API answers, its Discovery API (GraphQL) at /graphql, and Weft’s own under /api/weft. Clients made for dbt Cloud work when they are given this host."
        actions={
          <Button
            component="a"
            href={apiDescriptionAddress}
            download="weft-openapi.json"
            variant="default"
            size="sm"
            leftSection={<IconDownload size={15} />}
          >
            OpenAPI
          </Button>
        }
      />
      <Loaded from={api} skeleton={<RowSkeletons rows={12} />}>
        {(found) => <Operations api={found} />}
      </Loaded>
    </>
  );
}

function Operations({ api }: { readonly api: WireApiDescription }): ReactNode {
  const [typed, setTyped] = useState('');
  const groups = groupOperations(api, useDeferredValue(typed));
  const count = groups.reduce((sum, { operations }) => sum + operations.length, 0);
  const host = api.servers[0]?.url ?? window.location.origin;
  return (
    <>
      <p className={classes.intro}>
        Send <code>Authorization: Token …</code> with a service token or a personal token. {api.info.description.replaceAll('`', '')}
      </p>
      <TextInput
        className={classes.filter}
        aria-label="Filter operations"
        placeholder="Filter: path, words, permission"
        leftSection={<IconSearch size={15} aria-hidden="true" />}
        rightSectionWidth={110}
        rightSection={
          <span className={classes.count} role="status">
            {count} operation{count === 1 ? '' : 's'}
          </span>
        }
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoFocus
      />
      {count === 0 ? (
        <Empty
          title="Nothing matches"
          action={
            <Button variant="default" size="sm" onClick={() => setTyped('')}>
              Show all
            </Button>
          }
        >
          Every word must be in the method, path, summary or permission.
        </Empty>
      ) : (
        <div className={classes.columns}>
          <Tags groups={groups} />
          <div>
            {groups.map(({ tag, operations }) => (
              <div key={tag} id={anchorOf(tag)} className={classes.group}>
                <Panel title={tag} aside={<span className="weft-dim">{operations.length}</span>} isFlush>
                  {operations.map((it) => (
                    <OperationRow key={it.described.operationId} operation={it} host={host} />
                  ))}
                </Panel>
              </div>
            ))}
          </div>
        </div>
      )}
    </>
  );
}

function Tags({ groups }: { readonly groups: readonly OperationGroup[] }): ReactNode {
  return (
    <nav aria-label="Parts of the API" className={classes.tags}>
      {groups.map(({ tag, operations }) => (
        <a key={tag} href={`#${anchorOf(tag)}`} className={classes.tag}>
          {tag} <span className="weft-dim">{operations.length}</span>
        </a>
      ))}
    </nav>
  );
}

function anchorOf(tag: string): string {
  return tag.toLowerCase().replace(/\W+/g, '-');
}

/** How many people hold which licence, and which groups of the identity provider give it. */
import { Button, TagsInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireLicenseMap } from '@weft/wire/v3/group';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { licenceCountsQuery, licences } from '../members/member-queries.ts';
import { useMay } from '../session/session-queries.ts';
import { licenceMapsQuery, saveLicenceMap } from './licence-map-queries.ts';
import classes from './licences-page.module.css';

export function LicencesPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  usePageTitle('Licences', 'Settings');
  if (!may('licenses:read')) return <Empty title="You may not see licences">Ask an account admin which licence you have.</Empty>;
  return (
    <>
      <Counts accountId={accountId} />
      <Maps accountId={accountId} mayWrite={may('licenses:write')} />
    </>
  );
}

function Counts({ accountId }: { readonly accountId: number }): ReactNode {
  const counts = useQuery(licenceCountsQuery(accountId));
  return (
    <Panel title="Licences in use">
      <Loaded from={counts}>
        {(found) => (
          <dl className={classes.counts}>
            {Object.entries(licences).map(([licence, { title, text }]) => (
              <div key={licence} className={classes.count}>
                <dt>{title}</dt>
                <dd className={classes.number}>{found[licence]?.in_use ?? 0}</dd>
                <dd className={classes.text}>{text}</dd>
              </div>
            ))}
          </dl>
        )}
      </Loaded>
      <p className="weft-dim" style={{ margin: '12px 0 0' }}>
        A licence caps whatever a person’s groups grant. There are as many of each as you want.
      </p>
    </Panel>
  );
}

function Maps({ accountId, mayWrite }: { readonly accountId: number; readonly mayWrite: boolean }): ReactNode {
  const maps = useQuery(licenceMapsQuery(accountId));
  return (
    <Panel title="Licences by groups of the identity provider">
      <Notice tone="still">
        Applied at every single sign-on. Whoever matches several gets Developer where it is among them; whoever matches none gets Developer.
        Without any groups here, licences are chosen by hand.
      </Notice>
      <Loaded from={maps}>
        {(found) => (
          <div className={classes.maps}>
            {Object.entries(licences).map(([licence, { title }]) => {
              const map = found.find(({ license_type }) => license_type === licence);
              return <MapRow key={`${licence} ${map?.updated_at}`} {...{ accountId, mayWrite, licence, title, map }} />;
            })}
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function MapRow(props: {
  readonly accountId: number;
  readonly mayWrite: boolean;
  readonly licence: string;
  readonly title: string;
  readonly map: WireLicenseMap | undefined;
}): ReactNode {
  const { accountId, map, licence, title } = props;
  const kept = map?.sso_license_mapping_groups ?? [];
  const [groups, setGroups] = useState<readonly string[]>(kept);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => saveLicenceMap(accountId, map, licence, groups),
    onSuccess: async () => {
      said(`The groups that give ${title} are saved.`);
      await queries.invalidateQueries({ queryKey: ['licence-maps', accountId] });
    },
  });
  const isChanged = groups.join('\n') !== kept.join('\n');
  return (
    <form
      className={classes.map}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TagsInput
        label={title}
        placeholder={props.mayWrite && groups.length === 0 ? 'No groups: press Enter after each' : ''}
        value={[...groups]}
        disabled={!props.mayWrite}
        onChange={setGroups}
      />
      {isChanged ? (
        <Button type="submit" size="sm" loading={save.isPending}>
          Save
        </Button>
      ) : null}
      {save.error === null ? null : <Failed error={save.error} />}
    </form>
  );
}

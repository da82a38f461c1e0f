/** All environments of the account. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import panel from '../../kit/panel.module.css';
import { environmentsQuery } from './environment-queries.ts';
import { EnvironmentTable } from './environment-table.tsx';

export function EnvironmentsPage(): ReactNode {
  const accountId = useAccountId();
  const environments = useQuery(environmentsQuery(accountId));
  usePageTitle('Environments');
  return (
    <section className={panel.panel} aria-label="Environments">
      <div className={panel.flush}>
        <Loaded from={environments}>
          {(found) => (
            <EnvironmentTable
              accountId={accountId}
              environments={found}
              isOneProject={false}
              empty={
                <Empty title="No environments yet">
                  An environment belongs to a project. Open a project to create its production environment.
                </Empty>
              }
            />
          )}
        </Loaded>
      </div>
    </section>
  );
}

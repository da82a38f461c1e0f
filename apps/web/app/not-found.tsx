/** The page for addresses that name nothing, or nothing that one may see: the two look the same. */
import type { ReactNode } from 'react';
import { Empty } from '../kit/empty.tsx';
import { ButtonLink } from '../kit/links.tsx';
import { usePageTitle } from '../kit/page-title.ts';

export function NotFound(): ReactNode {
  usePageTitle('Not found');
  return (
    <div style={{ maxWidth: 640, margin: '12vh auto', padding: '0 16px' }}>
      <h1 style={{ fontSize: 22, textAlign: 'center' }}>There is no such page</h1>
      <Empty
        title="The thread ends here."
        action={
          <ButtonLink to="/" variant="default">
            Back to the account's home
          </ButtonLink>
        }
      >
        The address may be mistyped, what it named may be deleted, or you may not be allowed to see it.
      </Empty>
    </div>
  );
}

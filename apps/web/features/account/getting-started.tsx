/** What to do in an account that has nothing yet. */
import type { ReactNode } from 'react';
import { ButtonLink } from '../../kit/links.tsx';
import classes from './getting-started.module.css';

const steps = [
  {
    title: 'Make a project',
    text: 'Hybrid, when your team runs dbt itself and uploads what it made; otherwise Weft runs dbt from a repository that it keeps.',
  },
  {
    title: 'Give it a production environment',
    text: 'Copy its values from Artifact upload into your own dbt, or let Weft run a first job on a warehouse.',
  },
  {
    title: 'Refer to its public models',
    text: 'Models with access: public can be used by every other project of the account, by a ref with two names.',
  },
] as const;

export function GettingStarted(props: { readonly accountId: number; readonly mayCreate: boolean }): ReactNode {
  return (
    <section aria-label="Getting started" className={classes.strip}>
      <h2 className={classes.head}>Three steps to a mesh</h2>
      <ol className={classes.steps}>
        {steps.map(({ title, text }) => (
          <li key={title}>
            <h3>{title}</h3>
            <p>{text}</p>
          </li>
        ))}
      </ol>
      {props.mayCreate ? (
        <ButtonLink to="/accounts/$accountId/new-project" params={{ accountId: props.accountId }} size="sm">
          Make the first project
        </ButtonLink>
      ) : (
        <p className={classes.ask}>You may not make projects in this account. Ask an account admin to make one, or to let you.</p>
      )}
    </section>
  );
}

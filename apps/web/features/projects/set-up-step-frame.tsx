/** One step of the set-up: done, skipped, to do now, or later. */
import { IconCheck, IconMinus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './set-up.module.css';

export type StepState = 'done' | 'skipped' | 'now' | 'later';

const unseen: Readonly<Record<StepState, string>> = { done: 'done', skipped: 'skipped', now: 'to do now', later: 'to do later' };

export function SetUpStepFrame(props: { readonly title: string; readonly state: StepState; readonly children: ReactNode }): ReactNode {
  const { title, state, children } = props;
  return (
    <li className={classes.step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
      <span className={classes.mark} aria-hidden="true">
        {state === 'done' ? <IconCheck size={15} stroke={2.6} /> : state === 'skipped' ? <IconMinus size={15} /> : null}
      </span>
      <div className={classes.content}>
        <h2 className={classes.title}>
          {title}
          <span className={classes.unseen}>, {unseen[state]}</span>
        </h2>
        {children}
      </div>
    </li>
  );
}

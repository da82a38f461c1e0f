/** Copy controls: a small button beside a value, and a value that carries one. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './copy.module.css';
import { useCopy } from './copy-text.ts';

/** `what` is said to those who cannot see where the button stands: "Account ID". */
export function Copy({ value, what }: { readonly value: string; readonly what: string }): ReactNode {
  const { state, copy } = useCopy();
  const said = { idle: 'Copy', copied: 'Copied', refused: 'The browser refused; select and copy by hand' }[state];
  return (
    <Tooltip label={said} withArrow position="top">
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        onClick={() => copy(value)}
        aria-label={state === 'copied' ? `${what} copied` : `Copy ${what}`}
      >
        {state === 'copied' ? <IconCheck size={14} className={classes.done} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}

export function CopyValue({ label, value, hint }: { readonly label: string; readonly value: string; readonly hint?: string }): ReactNode {
  return (
    <div className={classes.field}>
      <div className={classes.label}>{label}</div>
      <div className={classes.box}>
        <code className={classes.value}>{value}</code>
        <Copy value={value} what={label} />
      </div>
      {hint === undefined ? null : <div className={classes.hint}>{hint}</div>}
    </div>
  );
}

/** `shown`: in the place of a value that is longer than anybody reads. */
export function InlineCode({ value, what, shown }: { readonly value: string; readonly what: string; readonly shown?: string }): ReactNode {
  return (
    <span className={classes.inline}>
      <code title={shown === undefined ? undefined : value}>{shown ?? value}</code>
      <Copy value={value} what={what} />
    </span>
  );
}

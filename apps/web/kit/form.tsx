/** A form that sends by Enter, shows what was refused beside its button, and is quiet while it sends. */
import { Button, Group } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import classes from './form.module.css';
import { Failed } from './loaded.tsx';

export function Form(props: {
  readonly children: ReactNode;
  /** The deed, on the button. */
  readonly deed: string;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onSubmit: () => void;
  readonly isDisabled?: boolean;
  /** Beside the button: a way back, a way past. */
  readonly others?: ReactNode;
  readonly isFullWidth?: boolean;
}): ReactNode {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!props.isBusy) props.onSubmit();
  };
  return (
    <form onSubmit={submit} className={classes.form} noValidate={false}>
      {props.children}
      {props.error === null ? null : <Failed error={props.error} />}
      <Group gap="xs" mt={4}>
        <Button type="submit" size="sm" loading={props.isBusy} disabled={props.isDisabled ?? false} fullWidth={props.isFullWidth ?? false}>
          {props.deed}
        </Button>
        {props.others}
      </Group>
    </form>
  );
}

/** Fields beside each other where there is room. */
export function Fields({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={classes.fields}>{children}</div>;
}

/** Where one types which nodes to draw, in dbt's own words; what of it is wrong is said right there. */
import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import type { WireLineage } from '@weft/wire/weft/lineage';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import classes from './lineage.module.css';

export function SelectorBox(props: {
  readonly value: string;
  readonly problems: WireLineage['problems'];
  readonly onSelect: (select: string) => void;
}): ReactNode {
  const { value, problems, onSelect } = props;
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <form
      className={classes.selector}
      onSubmit={(event) => {
        event.preventDefault();
        onSelect(typed.trim());
      }}
    >
      <TextInput
        size="sm"
        label="Select"
        placeholder="1+fct_orders+1 tag:nightly,access:public   (empty: everything)"
        leftSection={<IconFilter size={14} aria-hidden="true" />}
        rightSection={typed === '' ? null : <Clear onClick={() => onSelect('')} />}
        spellCheck={false}
        autoComplete="off"
        data-filter
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={problems.length === 0 || typed !== value ? undefined : <Problems of={problems} text={value} />}
        classNames={{ input: classes.typed ?? '' }}
      />
    </form>
  );
}

function Clear({ onClick }: { readonly onClick: () => void }): ReactNode {
  return (
    <Tooltip label="Everything">
      <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Clear the selection" onClick={onClick}>
        <IconX size={14} />
      </ActionIcon>
    </Tooltip>
  );
}

/** The part that is meant is marked in the text. */
function Problems({ of, text }: { readonly of: WireLineage['problems']; readonly text: string }): ReactNode {
  return (
    <span className={classes.problems}>
      {of.map(({ part, at, message }) => {
        const isInText = part !== '' && text.slice(at, at + part.length) === part;
        return (
          <span key={`${at} ${message}`} className={classes.problem}>
            {isInText ? (
              <code>
                {text.slice(Math.max(0, at - 24), at)}
                <mark className={classes.mark}>{part}</mark>
                {text.slice(at + part.length, at + part.length + 24)}
              </code>
            ) : null}
            {message}
          </span>
        );
      })}
    </span>
  );
}
